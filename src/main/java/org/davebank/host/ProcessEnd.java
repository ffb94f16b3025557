package org.davebank.host;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a process that was asked to stop. */
final class ProcessEnd {

    /** The time that the system may take to remove a killed process. */
    static final Duration FORCED_TIMEOUT = Duration.ofSeconds(3);

    private ProcessEnd() {}

    /** Waits for the process to end, and kills it if it takes longer than the timeout. */
    static void await(ProcessHandle process, Duration timeout) {
        CompletableFuture<ProcessHandle> gone = process.onExit();
        try {
            gone.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            gone.orTimeout(FORCED_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> process)
                    .join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            process.destroyForcibly();
        }
    }
}
