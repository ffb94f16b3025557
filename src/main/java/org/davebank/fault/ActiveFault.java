package org.davebank.fault;

/**
 * A fault as it stands.
 *
 * @param remainingNs until it ends by itself, positive
 */
public record ActiveFault(FaultPlan plan, long remainingNs) {

    private static final long NS_PER_SECOND = 1_000_000_000L;

    /** A short text for people: what, and how many seconds it still lasts (rounded up). */
    public String text() {
        return plan.text() + ", " + (remainingNs + NS_PER_SECOND - 1) / NS_PER_SECOND + " s left";
    }
}
