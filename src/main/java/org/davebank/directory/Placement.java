package org.davebank.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;

/**
 * Chooses the holders of a shard: first nodes on machines without a replica of it, so that the loss
 * of a machine does not lose a majority; of these the least loaded; among equals by rendezvous
 * hashing (Thaler, Ravishankar 1998), so that every supernode chooses the same.
 */
public final class Placement {

    private Placement() {}

    /**
     * Founding replicas of all shards.
     *
     * @param machines the candidates and their machines
     * @return the replicas of each shard, from 0; the first is the preferred leader
     */
    public static List<List<MemberId>> found(
            int shards, int replicas, Map<MemberId, String> machines) {
        Map<MemberId, Integer> held = new TreeMap<>();
        Map<MemberId, Integer> leads = new TreeMap<>();
        machines.keySet().forEach(candidate -> held.put(candidate, 0));
        machines.keySet().forEach(candidate -> leads.put(candidate, 0));
        List<List<MemberId>> placements = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            List<MemberId> chosen = new ArrayList<>();
            Map<MemberId, Integer> left = new TreeMap<>(held);
            Set<String> taken = new TreeSet<>();
            while (chosen.size() < replicas && !left.isEmpty()) {
                MemberId next = choose(shard, left, machines, taken);
                chosen.add(next);
                left.remove(next);
                taken.add(machines.getOrDefault(next, ""));
            }
            chosen.sort(Comparator.comparing(leads::get));
            chosen.forEach(member -> held.merge(member, 1, Integer::sum));
            leads.merge(chosen.getFirst(), 1, Integer::sum);
            placements.add(List.copyOf(chosen));
        }
        return placements;
    }

    /**
     * The best additional member for a shard.
     *
     * @param held number of replicas that each candidate holds; not empty
     * @param machines the machine of each member
     * @param taken machines that hold a replica of this shard
     */
    public static MemberId choose(
            int shard,
            Map<MemberId, Integer> held,
            Map<MemberId, String> machines,
            Set<String> taken) {
        List<MemberId> order = new ArrayList<>(held.keySet());
        order.sort(
                Comparator.<MemberId, Boolean>comparing(
                                member -> taken.contains(machines.getOrDefault(member, "")))
                        .thenComparing(held::get)
                        .thenComparing(member -> score(shard, member), Comparator.reverseOrder())
                        .thenComparing(Comparator.naturalOrder()));
        return order.getFirst();
    }

    /**
     * Candidates in the order of preference to keep a file, by rendezvous hashing of its name.
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
