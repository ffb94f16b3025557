package org.davebank.console.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.console.FailOver;
import org.davebank.console.Texts;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.NodeRow;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.ShardRow;
import org.davebank.service.network.NodeRecovery;

/**
 * What will happen when some nodes go away, shown before the action.
 *
 * @param losesQuorum true when a shard or the system group would stop taking writes
 */
public record Consequence(List<String> sentences, boolean losesQuorum) {

    public Consequence {
        sentences = List.copyOf(sentences);
    }

    /** As {@link #of(NetworkSnapshot, Set)}, plus what follows if they never return. */
    public static Consequence of(
            NetworkSnapshot snapshot, Set<String> leaving, NodeRecovery recovery) {
        Consequence soon = of(snapshot, leaving);
        List<String> sentences = new ArrayList<>(soon.sentences);
        sentences.addAll(Rebuilding.sentences(recovery));
        return new Consequence(sentences, soon.losesQuorum);
    }

    /** What follows when these nodes stop answering, given the current network. */
    public static Consequence of(NetworkSnapshot snapshot, Set<String> leaving) {
        Set<String> left = new TreeSet<>();
        for (NodeRow node : snapshot.nodes()) {
            boolean up = NodeStates.isUp(node.state());
            if (up && !leaving.contains(node.name())) {
                left.add(node.name());
            }
        }
        List<String> sentences = new ArrayList<>();
        boolean loses = shards(snapshot, leaving, left, sentences);
        loses |= system(snapshot, leaving, left, sentences);
        if (leaving.contains(snapshot.servedBy())) {
            page(snapshot, leaving, sentences);
        }
        if (sentences.isEmpty()) {
            sentences.add(Texts.get("consequence.none"));
        }
        return new Consequence(sentences, loses);
    }

    private static boolean shards(
            NetworkSnapshot snapshot,
            Set<String> leaving,
            Set<String> left,
            List<String> sentences) {
        List<String> going = new ArrayList<>();
        List<String> electing = new ArrayList<>();
        boolean loses = false;
        int keepsMin = Integer.MAX_VALUE;
        int ofThem = 0;
        for (ShardRow shard : snapshot.shards()) {
            if (shard.voters().stream().noneMatch(leaving::contains)) {
                continue;
            }
            int keeps = (int) shard.voters().stream().filter(left::contains).count();
            int all = shard.voters().size();
            if (keeps * 2 <= all) {
                loses = true;
                sentences.add(Texts.get("consequence.lost", shard.shard(), keeps, all));
                continue;
            }
            going.add(Integer.toString(shard.shard()));
            if (keeps < keepsMin) {
                keepsMin = keeps;
                ofThem = all;
            }
            if (shard.leader() != null && leaving.contains(shard.leader())) {
                electing.add(Integer.toString(shard.shard()));
            }
        }
        if (!going.isEmpty()) {
            sentences.add(named("consequence.keeps", going, keepsMin, ofThem));
        }
        if (!electing.isEmpty()) {
            sentences.add(named("consequence.elects", electing, 0, 0));
        }
        return loses;
    }

    private static String named(String key, List<String> shards, int keeps, int all) {
        String form = shards.size() == 1 ? ".one" : ".many";
        return Texts.get(key + form, String.join(", ", shards), keeps, all);
    }

    private static boolean system(
            NetworkSnapshot snapshot,
            Set<String> leaving,
            Set<String> left,
            List<String> sentences) {
        int servers = 0;
        int servingLeft = 0;
        boolean touched = false;
        for (NodeRow node : snapshot.nodes()) {
            if (node.server() && node.state() != NodeState.LEFT) {
                servers++;
                servingLeft += left.contains(node.name()) ? 1 : 0;
                touched |= leaving.contains(node.name());
            }
        }
        int voters = snapshot.systemVoters() == 0 ? servers : snapshot.systemVoters();
        if (touched && servingLeft * 2 <= voters) {
            sentences.add(Texts.get("consequence.system", servingLeft, voters));
            return true;
        }
        if (snapshot.supernode() != null && leaving.contains(snapshot.supernode())) {
            sentences.add(Texts.get("consequence.supernode", snapshot.supernode()));
        }
        return false;
    }

    private static void page(
            NetworkSnapshot snapshot, Set<String> leaving, List<String> sentences) {
        String own = "";
        for (NodeRow node : snapshot.nodes()) {
            if (node.name().equals(snapshot.servedBy()) && node.console() != null) {
                own = node.console();
            }
        }
        for (NodeRow target : FailOver.targets(snapshot)) {
            if (target.state() == NodeState.ALIVE && !leaving.contains(target.name())) {
                sentences.add(Texts.get("consequence.page", target.name(), own));
                return;
            }
        }
        sentences.add(Texts.get("consequence.page.nowhere", own));
    }
}
