package org.davebank.history;

/**
 * One call of a client.
 *
 * @param calledNs before it was sent, on a clock that all clients share
 * @param returnedNs after the answer came, not before {@code calledNs}
 */
public record Call(long calledNs, long returnedNs, Asked asked, Answered answered) {

    /** The return time of what may take effect at any later time. */
    public static final long NEVER = Long.MAX_VALUE;

    public Call {
        if (returnedNs < calledNs) {
            throw new IllegalArgumentException("a call returns after it began");
        }
    }
}
