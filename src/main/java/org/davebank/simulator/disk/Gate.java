package org.davebank.simulator.disk;

/**
 * Counts the effects of a machine's process, so that it can die between two of them: after the last
 * admitted one nothing leaves the process any more, no message, no write and no answer.
 */
public final class Gate {

    private long left = Long.MAX_VALUE;

    /** Lets the process die after this many more effects. */
    public void closeAfter(long effects) {
        left = Math.min(left, effects);
    }

    public void open() {
        left = Long.MAX_VALUE;
    }

    /** Whether the next effect may still happen. */
    public boolean admit() {
        if (left == Long.MAX_VALUE) {
            return true;
        }
        if (left <= 0) {
            return false;
        }
        left--;
        return true;
    }

    public boolean isShut() {
        return left <= 0;
    }

    public boolean isArmed() {
        return left != Long.MAX_VALUE;
    }
}
