package org.davebank.cli.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.GroupHealth;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.ShardAnswer;
import org.jspecify.annotations.Nullable;

/** What {@code status} says about failures, from the answer of {@code /cluster}. */
final class StatusHealth {

    private static final int VOTERS_WANTED = 3;

    private StatusHealth() {}

    /** How many more failures the network can survive, as one line. */
    static String sentence(ClusterAnswer cluster) {
        int survived = cluster.failuresSurvived();
        if (cluster.faultTolerant()) {
            return survived == 1
                    ? "Fault-tolerant: any one more node may fail."
                    : "Fault-tolerant: any " + survived + " more nodes may fail.";
        }
        String critical = String.join(", ", cluster.oneTooMany());
        return "Not fault-tolerant: "
                + why(cluster)
                + (critical.isEmpty() ? "" : " One too many would be: " + critical + ".");
    }

    private static String why(ClusterAnswer cluster) {
        List<String> lost = groups(cluster, false);
        if (!lost.isEmpty()) {
            return String.join(", ", lost) + (lost.size() == 1 ? " has" : " have") + " no quorum.";
        }
        int voting = cluster.systemVoters();
        if (voting < VOTERS_WANTED) {
            return voting + " of " + VOTERS_WANTED + " servers vote.";
        }
        List<String> weak = groups(cluster, true);
        return weak.isEmpty()
                ? "its shards are not placed yet."
                : String.join(", ", weak)
                        + (weak.size() == 1 ? " survives" : " survive")
                        + " no further failure.";
    }

    /** Groups with or without a quorum that survive no failure. */
    private static List<String> groups(ClusterAnswer cluster, boolean quorum) {
        List<String> groups = new ArrayList<>();
        GroupHealth system = cluster.system();
        if (system.quorum() == quorum && system.failuresSurvived() == 0) {
            groups.add("the system group");
        }
        for (ShardAnswer shard : cluster.shards()) {
            if (shard.quorum() == quorum && shard.failuresSurvived() == 0) {
                groups.add("shard " + shard.shard());
            }
        }
        return groups;
    }

    /** The holders of a shard, with the problem of each. */
    static List<String> replicas(ShardAnswer shard) {
        List<String> replicas = new ArrayList<>();
        for (GroupHealth.Voter voter : shard.voters()) {
            String flaw = voter.flaw();
            replicas.add(flaw == null ? voter.name() : voter.name() + "[" + flaw + "]");
        }
        if (replicas.isEmpty()) {
            shard.replicas().forEach(voter -> replicas.add(voter + "[?]"));
        }
        return replicas;
    }

    /** The fault that we requested on a node, to follow its state. */
    static String ordered(NodeAnswer.@Nullable OrderedFault fault) {
        if (fault == null) {
            return "";
        }
        long seconds = fault.forMs() / 1_000;
        String time = String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
        String what =
                switch (fault.kind()) {
                    case "isolate" -> "cut off by you";
                    case "partition" -> "partitioned by you";
                    default -> fault.kind() + " ordered by you";
                };
        return ", " + what + " for " + time;
    }
}
