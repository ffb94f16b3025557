package org.davebank.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A plain network that classes share, whose nodes compile as those of users do. */
public final class SharedNetwork implements BeforeAllCallback, AfterAllCallback {

    /** The class runs on this network. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(SharedNetwork.class)
    @interface Used {}

    private static LocalNetwork network;

    static LocalNetwork network() {
        return network;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        network = SharedNetworks.begin(context, SharedNetwork.class, LocalNetwork::upForWork);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        SharedNetworks.end(context, SharedNetwork.class);
    }
}
