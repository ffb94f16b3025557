package org.davebank.cli.network;

import org.davebank.base.GroupId;
import org.davebank.base.Money;
import org.davebank.cli.command.Usage;

/** The parameters that are fixed when a network is founded. */
final class Founding {

    private Founding() {}

    /** Throws {@link Usage} for parameters that no network can have. */
    static void check(int shards, int replicas, String currency) {
        if (shards < 1 || shards > GroupId.VALUE_MAX) {
            throw new Usage("--shards lies between 1 and " + GroupId.VALUE_MAX);
        }
        if (replicas != 1 && replicas != 3 && replicas != 5) {
            throw new Usage("--replicas is 1, 3 or 5");
        }
        if (!Money.isCurrency(currency)) {
            throw new Usage("'" + currency + "' is no currency code of ISO 4217");
        }
    }
}
