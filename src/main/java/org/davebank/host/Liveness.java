package org.davebank.host;

import java.time.Instant;
import java.util.Optional;

/**
 * Identifies a process by its number and start time, because numbers are reused.
 *
 * @param startedMs wall clock, as reported by the operating system
 */
public record Liveness(long pid, long startedMs) {

    /** The system derives the start from the time of boot, which moves a little with the clock. */
    private static final long TOLERANCE_MS = 2_000;

    static final Liveness NONE = new Liveness(0, 0);

    /** Identifies this process. */
    public static Liveness ofThisProcess() {
        return of(ProcessHandle.current());
    }

    static Liveness of(ProcessHandle process) {
        return new Liveness(
                process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The process if it is still the same one. */
    public Optional<ProcessHandle> find() {
        if (pid <= 0) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(of(process).startedMs() - startedMs) <= TOLERANCE_MS);
    }

    public boolean isAlive() {
        return find().isPresent();
    }
}
