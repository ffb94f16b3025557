package org.davebank.host;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether waiting for a process is worth it. A machine may be so busy that what takes a second takes a
 * minute, so no clock says that a process will not answer: it is given up when it has ended, or when it
 * has used no processor time for a while although it lives. Not thread-safe.
 */
public final class Progress {

    /** A process that is given the processor at all uses some within this time. */
    public static final Duration STALL = Duration.ofSeconds(20);

    /** What the process is doing. */
    public enum State {
        ADVANCING,
        STALLED,
        ENDED
    }

    private final BooleanSupplier alive;
    private final LongSupplier usedNs;
    private final LongSupplier nowNs;
    private final long stallNs;
    private long lastUsedNs;
    private long advancedNs;

    /** @param stall processor time must be used within any so long time */
    public Progress(ProcessHandle process, Duration stall) {
        this(process::isAlive, () -> usedNs(process), System::nanoTime, stall);
    }

    /** @param usedNs processor time so far; less than 0 where the system does not know it */
    Progress(BooleanSupplier alive, LongSupplier usedNs, LongSupplier nowNs, Duration stall) {
        this.alive = alive;
        this.usedNs = usedNs;
        this.nowNs = nowNs;
        this.stallNs = stall.toNanos();
        this.lastUsedNs = usedNs.getAsLong();
        this.advancedNs = nowNs.getAsLong();
    }

    private static long usedNs(ProcessHandle process) {
        Optional<Duration> used = process.info().totalCpuDuration();
        return used.map(Duration::toNanos).orElse(-1L);
    }

    /** Looks at the process once more. */
    public State look() {
        if (!alive.getAsBoolean()) {
            return State.ENDED;
        }
        long used = usedNs.getAsLong();
        long now = nowNs.getAsLong();
        if (used != lastUsedNs) {
            lastUsedNs = used;
            advancedNs = now;
        }
        return now - advancedNs < stallNs ? State.ADVANCING : State.STALLED;
    }
}
