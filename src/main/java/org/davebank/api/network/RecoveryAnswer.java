package org.davebank.api.network;

import java.util.List;
import java.util.Map;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** What is lost if a node dies for good, and where it will be rebuilt. */
public record RecoveryAnswer(
        @Shown("worker-1") String node,
        @Shown("alive") String state,
        @Shown(value = "30", about = "how long a node is dead before its replicas are rebuilt")
                long afterS,
        List<LostReplica> shards,
        LostFiles files)
        implements Body {
    public RecoveryAnswer {
        shards = List.copyOf(shards);
    }

    /** A replica of the node. */
    public record LostReplica(
            @Shown("1") int shard,
            @Shown(value = "voter", about = "leader, voter or learner") String role,
            @Shown("[\"server-1\",\"worker-2\"]") List<String> survivors,
            @Shown("worker-3") @Nullable String rebuiltOn,
            @Shown(about = "why it is not rebuilt: quorum_lost or no_node_left")
                    @Nullable String why)
            implements Body {
        public LostReplica {
            survivors = List.copyOf(survivors);
        }
    }

    /** Files of which the node has a copy. */
    public record LostFiles(
            @Shown("4") int count,
            @Shown("1048576") long bytes,
            @Shown(value = "{\"worker-3\":4}", about = "how many go to which node")
                    Map<String, Integer> copiedTo,
            @Shown("0") int notCopied,
            @Shown(value = "0", about = "of which no other copy lives") int lost,
            @Shown("30") long afterS)
            implements Body {}
}
