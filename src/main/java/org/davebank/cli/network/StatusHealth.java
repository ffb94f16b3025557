package org.davebank.cli.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What {@code status} says about failures, from the answer of {@code /cluster}. */
final class StatusHealth {

    private static final int VOTERS_WANTED = 3;

    private StatusHealth() {}

    /** How many more failures the network can survive, as one line. */
    static String sentence(JsonNode cluster) {
        int survived = cluster.path("failures_survived").asInt(0);
        if (cluster.path("fault_tolerant").asBoolean(false)) {
            return survived == 1
                    ? "Fault-tolerant: any one more node may fail."
                    : "Fault-tolerant: any " + survived + " more nodes may fail.";
        }
        String critical = names(cluster.path("one_too_many"));
        return "Not fault-tolerant: "
                + why(cluster)
                + (critical.isEmpty() ? "" : " One too many would be: " + critical + ".");
    }

    private static String why(JsonNode cluster) {
        List<String> lost = groups(cluster, false);
        if (!lost.isEmpty()) {
            return String.join(", ", lost) + (lost.size() == 1 ? " has" : " have") + " no quorum.";
        }
        long voting = cluster.path("system_voters").asLong(0);
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
    private static List<String> groups(JsonNode cluster, boolean quorum) {
        List<String> groups = new ArrayList<>();
        if (matches(cluster.path("system"), quorum)) {
            groups.add("the system group");
        }
        for (JsonNode shard : cluster.path("shards")) {
            if (matches(shard, quorum)) {
                groups.add("shard " + shard.path("shard").asInt());
            }
        }
        return groups;
    }

    private static boolean matches(JsonNode group, boolean quorum) {
        return group.path("quorum").asBoolean(false) == quorum
                && group.path("failures_survived").asInt(0) == 0;
    }

    /** The holders of a shard, with the problem of each. */
    static List<String> replicas(JsonNode shard) {
        List<String> replicas = new ArrayList<>();
        for (JsonNode voter : shard.path("voters")) {
            String flaw = voter.path("flaw").asString("");
            String name = voter.path("name").asString("");
            replicas.add(flaw.isEmpty() ? name : name + "[" + flaw + "]");
        }
        if (replicas.isEmpty()) {
            shard.path("replicas").forEach(voter -> replicas.add(voter.asString("") + "[?]"));
        }
        return replicas;
    }

    /** The fault that we requested on a node, to follow its state. */
    static String ordered(JsonNode fault) {
        if (!fault.isObject()) {
            return "";
        }
        long seconds = fault.path("for_ms").asLong(0) / 1_000;
        String time = String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
        String kind = fault.path("kind").asString("");
        String what =
                switch (kind) {
                    case "isolate" -> "cut off by you";
                    case "partition" -> "partitioned by you";
                    default -> kind + " ordered by you";
                };
        return ", " + what + " for " + time;
    }

    private static String names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(each -> names.add(each.asString("")));
        return String.join(", ", names);
    }
}
