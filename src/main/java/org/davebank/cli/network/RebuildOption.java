package org.davebank.cli.network;

import java.time.Duration;
import org.davebank.cli.command.Usage;
import org.davebank.host.AgentRequest;
import picocli.CommandLine.Option;

/** How long a node is dead before its replicas are rebuilt on others. */
final class RebuildOption {

    private static final int SECONDS_MAX = AgentRequest.REBUILD_AFTER_S_MAX;

    @Option(
            names = "--rebuild-after",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "how long a node is dead before its replicas are rebuilt on other nodes"
                            + " (default: ${DEFAULT-VALUE})")
    private int seconds;

    /** Throws {@link Usage} for an invalid duration. */
    Duration after() {
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new Usage("--rebuild-after takes 1 to " + SECONDS_MAX + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }
}
