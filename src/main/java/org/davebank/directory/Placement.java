package org.davebank.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;

/**
 * Chooses who holds a shard: the least loaded nodes first, and among equals the order of rendezvous
 * hashing (Thaler, Ravishankar 1998), so that every supernode would choose alike.
 */
public final class Placement {

    private Placement() {}

    /**
     * Founding replicas of all shards.
     *
     * @return for each shard, from 0, its replicas; the first is the one that should lead
     */
    public static List<List<MemberId>> found(
            int shards, int replicas, Collection<MemberId> candidates) {
        Map<MemberId, Integer> held = new TreeMap<>();
        Map<MemberId, Integer> leads = new TreeMap<>();
        candidates.forEach(candidate -> held.put(candidate, 0));
        candidates.forEach(candidate -> leads.put(candidate, 0));
        List<List<MemberId>> placements = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<MemberId> chosen = choose(shard, Math.min(replicas, held.size()), held);
            chosen.sort(Comparator.comparing(leads::get));
            chosen.forEach(member -> held.merge(member, 1, Integer::sum));
            leads.merge(chosen.getFirst(), 1, Integer::sum);
            placements.add(List.copyOf(chosen));
        }
        return placements;
    }

    /**
     * The best {@code count} members for a shard.
     *
     * @param held how many replicas each candidate holds already
     */
    public static List<MemberId> choose(int shard, int count, Map<MemberId, Integer> held) {
        List<MemberId> order = new ArrayList<>(held.keySet());
        order.sort(
                Comparator.<MemberId, Integer>comparing(held::get)
                        .thenComparing(member -> score(shard, member), Comparator.reverseOrder())
                        .thenComparing(Comparator.naturalOrder()));
        return new ArrayList<>(order.subList(0, count));
    }

    /**
     * In which order members are to keep a file, by rendezvous hashing of its name.
     *
     * @param sha256 the file's name
     */
    public static List<MemberId> holders(String sha256, Collection<MemberId> candidates) {
        long hash = Slots.hash(sha256);
        List<MemberId> order = new ArrayList<>(candidates);
        order.sort(
                Comparator.<MemberId, Long>comparing(
                                member -> RandomSource.mix64(member.value() ^ hash) >>> 1,
                                Comparator.reverseOrder())
                        .thenComparing(Comparator.naturalOrder()));
        return order;
    }

    private static long score(int shard, MemberId member) {
        return RandomSource.mix64(member.value() ^ RandomSource.mix64(shard + 1L)) >>> 1;
    }
}
