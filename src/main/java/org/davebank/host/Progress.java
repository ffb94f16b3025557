package org.davebank.host;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Decides whether to keep waiting for a process. A machine may be so busy that a second's work
 * takes a minute, so no timeout tells that a process will not answer: waiting stops when it has
 * ended, or when it is alive but has used no processor time for a while. Not thread-safe.
 */
public final class Progress {

    /** A process that gets the processor at all uses some within this time. */
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

    /** @param stall the longest time without any use of processor time */
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

    /** Checks the process again. */
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
