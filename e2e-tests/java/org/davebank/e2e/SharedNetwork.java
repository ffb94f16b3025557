package org.davebank.e2e;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One network for all classes that ask for it, because a start takes long. Started for the first of
 * them, made whole again before each, closed after the last.
 *
 * <p>Of the networks that are shared only one runs at a time: each takes its part of the machine,
 * also while nobody asks it anything. {@link ClassesByNetwork} keeps its classes together.
 */
public final class SharedNetwork implements BeforeAllCallback {

    private static LocalNetwork network;

    private static final String RUNNING = "running";

    /** Closed by JUnit at the end of the run. */
    private record Running(Class<?> name, LocalNetwork it) implements AutoCloseable {
        @Override
        public void close() {
            it.close();
        }
    }

    static LocalNetwork network() {
        return network;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        network = whole(context, SharedNetwork.class, LocalNetwork::upForWork);
    }

    /** The network of this name, whole; started in place of another one. */
    static LocalNetwork whole(
            ExtensionContext context, Class<?> name, Supplier<LocalNetwork> start) {
        ExtensionContext.Store store = store(context);
        Running running = store.get(RUNNING, Running.class);
        if (running == null || running.name() != name) {
            if (running != null) {
                store.remove(RUNNING);
                running.close();
            }
            running = new Running(name, start.get());
            store.put(RUNNING, running);
        }
        running.it().reviveAll();
        return running.it();
    }

    /** What lasts until the end of the run. */
    static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedNetwork.class));
    }
}
