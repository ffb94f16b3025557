package org.davebank.service.exports;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.davebank.service.ServiceProblem;

/** A value that is fetched on a separate thread while earlier ones are written. */
final class Ahead<T> {

    private final CompletableFuture<T> value = new CompletableFuture<>();

    Ahead(String threadName, Supplier<T> fetch) {
        Thread.ofVirtual()
                .name(threadName)
                .start(() -> {
                    try {
                        value.complete(fetch.get());
                    } catch (RuntimeException e) {
                        value.completeExceptionally(e);
                    }
                });
    }

    /** Waits for the value; throws the {@link ServiceProblem} if fetching it failed. */
    T await() {
        try {
            return value.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ServiceProblem problem ? problem : e;
        }
    }
}
