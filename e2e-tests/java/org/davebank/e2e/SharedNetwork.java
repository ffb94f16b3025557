package org.davebank.e2e;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One network for all classes that ask for it, because a start takes long. Started for the first of
 * them, made whole again before each, closed after the last.
 */
public final class SharedNetwork implements BeforeAllCallback {

    private static LocalNetwork network;

    /** Closed by JUnit at the end of the run. */
    private record Running(LocalNetwork it) implements AutoCloseable {
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
        network = whole(context, SharedNetwork.class);
    }

    /** The network of this name, whole; started with these options for the first who asks. */
    static LocalNetwork whole(ExtensionContext context, Class<?> name, String... options) {
        LocalNetwork network =
                store(context)
                        .computeIfAbsent(
                                name, first -> new Running(LocalNetwork.up(options)), Running.class)
                        .it();
        network.reviveAll();
        return network;
    }

    /** What lasts until the end of the run. */
    static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedNetwork.class));
    }
}
