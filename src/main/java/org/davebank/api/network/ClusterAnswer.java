package org.davebank.api.network;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** The network as the server that answers sees it. */
public record ClusterAnswer(
        @Shown(value = "server-1", about = "the node that answers") String servedBy,
        @Shown(value = "server-2", about = "the leader of the system group")
                @Nullable String supernode,
        @Shown("4") long term,
        @Shown("true") boolean systemQuorum,
        @Shown("3") int systemVoters,
        @Shown("3") int replicasWanted,
        @Shown(value = "true", about = "whether any one node may fail") boolean faultTolerant,
        @Shown(value = "1", about = "how many more nodes may fail, whichever they are")
                int failuresSurvived,
        @Shown(value = "[]", about = "nodes of which each alone would be one too many")
                List<String> oneTooMany,
        GroupHealth system,
        @Shown(value = "GBP", about = "of the network; ISO 4217") String currency,
        Money money,
        List<NodeAnswer> nodes,
        List<ShardAnswer> shards,
        List<FaultAnswer> faults)
        implements Body {
    public ClusterAnswer {
        oneTooMany = List.copyOf(oneTooMany);
        nodes = List.copyOf(nodes);
        shards = List.copyOf(shards);
        faults = List.copyOf(faults);
    }

    /** Whether no money was made or lost, as the newest audit says. */
    public record Money(
            @Shown(value = "conserved", about = "conserved, stale, unknown or violated")
                    String verdict,
            @Shown("850") long ageMs,
            @Shown("all shards sum to zero") String text)
            implements Body {}
}
