package org.davebank.membership;

/**
 * Determines whether this node may use its name. Until then the node does not announce itself, so
 * that it is not mistaken for the holder of the name.
 *
 * <pre>
 *   asking ──others answer, the name is free──► HELD
 *     └──a reachable member has it──► disputed ──that one is dead──► HELD
 *                                        └──that one speaks, or timeout──► REFUSED
 * </pre>
 */
final class NameClaim {

    /** All packets of an answer arrive within this time after the first. */
    static final long ANSWER_NS = 100 * MembershipSettings.MS;

    /** Longer than the others need to detect that an earlier life of this node is dead. */
    static final long DISPUTE_NS_MAX = 10_000 * MembershipSettings.MS;

    enum Outcome {
        OPEN,
        HELD,
        REFUSED
    }

    private static final long NEVER_NS = Long.MAX_VALUE;

    private Outcome outcome;
    private long answerEndNs = NEVER_NS;
    private long disputeEndNs = NEVER_NS;

    /** @param alone true for a founder, which has no other nodes to ask */
    NameClaim(boolean alone) {
        this.outcome = alone ? Outcome.HELD : Outcome.OPEN;
    }

    boolean isHeld() {
        return outcome == Outcome.HELD;
    }

    boolean isRefused() {
        return outcome == Outcome.REFUSED;
    }

    boolean isDisputed() {
        return outcome == Outcome.OPEN && disputeEndNs != NEVER_NS;
    }

    /** Another node has sent its state. */
    void answered(long nowNs) {
        if (answerEndNs == NEVER_NS) {
            answerEndNs = nowNs + ANSWER_NS;
        }
    }

    /**
     * Decides by the current state.
     *
     * @param taken whether a reachable member elsewhere has this name
     * @param spoke whether that member has just sent a message, which proves that it is alive
     */
    Outcome judge(boolean taken, boolean spoke, long nowNs) {
        if (outcome != Outcome.OPEN) {
            return outcome;
        }
        if (!taken) {
            disputeEndNs = NEVER_NS;
            outcome = nowNs >= answerEndNs ? Outcome.HELD : Outcome.OPEN;
        } else {
            disputeEndNs = isDisputed() ? disputeEndNs : nowNs + DISPUTE_NS_MAX;
            outcome = spoke || nowNs >= disputeEndNs ? Outcome.REFUSED : Outcome.OPEN;
        }
        return outcome;
    }

    /** Deadline for the next {@link #judge}. */
    long nextDeadlineNs() {
        if (outcome != Outcome.OPEN) {
            return NEVER_NS;
        }
        return isDisputed() ? disputeEndNs : answerEndNs;
    }
}
