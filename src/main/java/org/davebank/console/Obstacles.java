package org.davebank.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.ShardRow;

/** Explains in a sentence why shards can't answer at the moment. */
public final class Obstacles {

    private Obstacles() {}

    /** For all shards; empty when there is no known obstacle. */
    public static String of(NetworkSnapshot snapshot) {
        return of(snapshot, snapshot.shards().stream().map(ShardRow::shard).toList());
    }

    /** The same for some shards. */
    public static String of(NetworkSnapshot snapshot, Collection<Integer> asked) {
        List<String> leaderless = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (ShardRow shard : snapshot.shards()) {
            if (asked.contains(shard.shard()) && !shard.quorum()) {
                (shard.leader() == null ? leaderless : alone).add("" + shard.shard());
            }
        }
        return (sentence("leader", leaderless) + " " + sentence("quorum", alone)).strip();
    }

    /**
     * The shards that did not answer at all, whose part of a list is missing.
     *
     * @param indexes of those that did, as in {@link org.davebank.service.Page#indexes}
     */
    public static String missing(NetworkSnapshot snapshot, String indexes) {
        List<String> silent = new ArrayList<>();
        for (ShardRow shard : snapshot.shards()) {
            if (!("," + indexes).contains("," + shard.shard() + ":")) {
                silent.add("" + shard.shard());
            }
        }
        return sentence("missing", silent);
    }

    private static String sentence(String lack, List<String> shards) {
        return switch (shards.size()) {
            case 0 -> "";
            case 1 -> Texts.get("obstacle." + lack + ".one", shards.getFirst());
            default ->
                    Texts.get(
                            "obstacle." + lack + ".many",
                            String.join(", ", shards.subList(0, shards.size() - 1)),
                            shards.getLast());
        };
    }
}
