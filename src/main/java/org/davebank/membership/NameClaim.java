package org.davebank.membership;

/**
 * Whether this node may go by its name. Until that is known it says nothing about itself, so that
 * nobody takes it for the node that has the name.
 *
 * <pre>
 *   asking ──others answer, nobody has the name──► HELD
 *     └──a reachable member has it──► disputed ──that one is dead──► HELD
 *                                        └──that one speaks, or time is over──► REFUSED
 * </pre>
 */
final class NameClaim {

    /** All packets of an answer come within this time after the first. */
    static final long ANSWER_NS = 100 * MembershipSettings.MS;

    /** Longer than the others take to find out that an earlier life of this node is dead. */
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

    /** @param alone there is nobody to ask: a founder has the name that it likes */
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

    /** Somebody has told what it believes. */
    void answered(long nowNs) {
        if (answerEndNs == NEVER_NS) {
            answerEndNs = nowNs + ANSWER_NS;
        }
    }

    /**
     * Judges by what is known now.
     *
     * @param taken a reachable member elsewhere has this name
     * @param spoke that member has just spoken to this node: it lives
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

    /** When {@link #judge} is due again at the latest. */
    long nextDeadlineNs() {
        if (outcome != Outcome.OPEN) {
            return NEVER_NS;
        }
        return isDisputed() ? disputeEndNs : answerEndNs;
    }
}
