package org.davebank.simulator.disk;

import org.davebank.base.RandomSource;

/** How long the syncs and reads of a disk take, on the seed. */
public final class DiskPace {

    private static final long SYNC_NS_MIN = 100_000L;

    private final RandomSource random;

    /** The sync that waits begins when the one under way ends, and covers all that are asked for until then. */
    private long syncBeginsNs;

    private long syncEndsNs;
    private long syncNsMax = 2_000_000L;

    public DiskPace(RandomSource random) {
        this.random = random;
    }

    /** From here on a sync takes so long at most. */
    public void syncNsMax(long delayNs) {
        syncNsMax = Math.max(SYNC_NS_MIN, delayNs);
    }

    /** The process has ended, and with it what it waited for. */
    public void stop(long nowNs) {
        syncBeginsNs = nowNs;
        syncEndsNs = syncBeginsNs;
    }

    /** So long after {@code nowNs} a sync is done that is asked for now. */
    public long syncNs(long nowNs) {
        if (syncBeginsNs <= nowNs) {
            syncBeginsNs = Math.max(nowNs, syncEndsNs);
            syncEndsNs = syncBeginsNs + random.between(SYNC_NS_MIN, syncNsMax);
        }
        return syncEndsNs - nowNs;
    }

    /** So long a read takes that is asked for now. */
    public long readNs() {
        return random.between(SYNC_NS_MIN / 10, SYNC_NS_MIN);
    }
}
