package org.davebank.simulator.disk;

import org.davebank.base.RandomSource;

/** Draws the durations of a disk's syncs and reads from the seed. */
public final class DiskPace {

    private static final long SYNC_NS_MIN = 100_000L;

    private final RandomSource random;

    /** When the waiting sync begins: after the current one; it covers all requests until then. */
    private long syncBeginsNs;

    private long syncEndsNs;
    private long syncNsMax = 2_000_000L;

    public DiskPace(RandomSource random) {
        this.random = random;
    }

    /** Sets the maximum duration of a sync from here on. */
    public void syncNsMax(long delayNs) {
        syncNsMax = Math.max(SYNC_NS_MIN, delayNs);
    }

    /** The process has ended; pending syncs and reads are dropped. */
    public void stop(long nowNs) {
        syncBeginsNs = nowNs;
        syncEndsNs = syncBeginsNs;
    }

    /** The time from {@code nowNs} until a sync that is requested now is done. */
    public long syncNs(long nowNs) {
        if (syncBeginsNs <= nowNs) {
            syncBeginsNs = Math.max(nowNs, syncEndsNs);
            syncEndsNs = syncBeginsNs + random.between(SYNC_NS_MIN, syncNsMax);
        }
        return syncEndsNs - nowNs;
    }

    /** The duration of a read that is requested now. */
    public long readNs() {
        return random.between(SYNC_NS_MIN / 10, SYNC_NS_MIN);
    }
}
