package org.davebank.membership;

import java.util.TreeSet;
import org.davebank.base.MemberId;

/**
 * A suspicion, which expires into death unless it is refuted. Each independent accuser shortens it
 * (Lifeguard, section IV-B).
 */
final class Suspicion {

    private final long minNs;
    private final long maxNs;
    private final int confirmationsMax;
    private final TreeSet<MemberId> accusers = new TreeSet<>();
    private long startNs;

    Suspicion(long startNs, long minNs, long maxNs, int confirmationsMax) {
        this.startNs = startNs;
        this.minNs = minNs;
        this.maxNs = maxNs;
        this.confirmationsMax = confirmationsMax;
    }

    /** Adds an accuser; true if it is new and still counts. The first one opens the suspicion. */
    boolean accuse(MemberId by) {
        return accusers.size() <= confirmationsMax && accusers.add(by);
    }

    void postpone(long ns) {
        startNs += ns;
    }

    long deadlineNs() {
        if (confirmationsMax == 0) {
            // No other member could confirm, so neither bound fits.
            return startNs + (minNs + maxNs) / 2;
        }
        int confirmations = Math.max(0, accusers.size() - 1);
        double share = StrictMath.log(confirmations + 1.0) / StrictMath.log(confirmationsMax + 1.0);
        return startNs + Math.max(minNs, (long) (maxNs - share * (maxNs - minNs)));
    }
}
