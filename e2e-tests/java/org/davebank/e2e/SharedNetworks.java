package org.davebank.e2e;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The networks that classes share, because a start takes long. Each starts for the first of its classes, is made whole
 * again before each, and stops after the last: it takes its part of the machine also while nobody asks it anything.
 */
final class SharedNetworks {

    private static final Map<Class<?>, AtomicInteger> CLASSES_LEFT = new ConcurrentHashMap<>();

    /** A network that JUnit closes at the end of the run, if it was not closed before. */
    private record Running(LocalNetwork it) implements AutoCloseable {
        @Override
        public void close() {
            it.close();
        }
    }

    private SharedNetworks() {}

    /** Another class will use the network. */
    static void expect(Class<?> name) {
        CLASSES_LEFT.computeIfAbsent(name, first -> new AtomicInteger()).incrementAndGet();
    }

    /** The network of this name, whole; the first call starts it. */
    static LocalNetwork begin(
            ExtensionContext context, Class<?> name, Supplier<LocalNetwork> start) {
        LocalNetwork network =
                store(context)
                        .computeIfAbsent(name, first -> new Running(start.get()), Running.class)
                        .it();
        network.reviveAll();
        return network;
    }

    /** A class has used the network. */
    static void end(ExtensionContext context, Class<?> name) {
        if (CLASSES_LEFT.get(name).decrementAndGet() == 0) {
            store(context).remove(name, Running.class).close();
        }
    }

    /** What lasts until the end of the run. */
    static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedNetworks.class));
    }
}
