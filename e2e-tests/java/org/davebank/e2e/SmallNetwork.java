package org.davebank.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A second network that classes share: three servers, two workers, two shards, and what a dead node
 * held is soon rebuilt; for tests that harm the folders of workers.
 */
public final class SmallNetwork implements BeforeAllCallback, AfterAllCallback {

    /** The class runs on this network. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(SmallNetwork.class)
    @interface Used {}

    /** The worker with a small disk of its own, where the system allows one. */
    static final String SMALL_DISK = "Worker1";

    static final int REBUILD_AFTER_S = 4;

    private static final String SMALL_DISK_SIZE = "96m";

    private static LocalNetwork network;
    private static boolean mounted;

    static LocalNetwork network() {
        return network;
    }

    static boolean hasSmallDisk() {
        return mounted;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        network = SharedNetworks.begin(context, SmallNetwork.class, SmallNetwork::start);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        SharedNetworks.end(context, SmallNetwork.class);
    }

    private static LocalNetwork start() {
        LocalNetwork started = LocalNetwork.none();
        mounted = started.mountDisk(SMALL_DISK, SMALL_DISK_SIZE);
        started.upAgain(
                "--servers",
                "3",
                "--workers",
                "2",
                "--shards",
                "2",
                "--rebuild-after",
                Integer.toString(REBUILD_AFTER_S));
        return started;
    }
}
