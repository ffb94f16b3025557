package org.davebank.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * What is lost with some members, and who takes their place: computed by the supernode when it acts,
 * and by whoever wants to know beforehand.
 *
 * @param replicas of shards, by shard; the first replacement of each shard comes first
 * @param files that lose a copy, by name
 */
public record RecoveryPlan(List<Replica> replicas, List<File> files) {

    public RecoveryPlan {
        replicas = List.copyOf(replicas);
        files = List.copyOf(files);
    }

    /** Why something is not rebuilt. */
    public enum Obstacle {
        /** Too few of those that know what was decided are left: it stops until they come back. */
        QUORUM_LOST,
        /** Every node that lives holds it already, or has no room for it. */
        NO_NODE_LEFT
    }

    /** Who holds a shard, by its newest configuration. */
    public record Shard(int shard, List<MemberId> voters, List<MemberId> learners) {
        public Shard {
            voters = List.copyOf(voters);
            learners = List.copyOf(learners);
        }

        boolean isHeldBy(MemberId member) {
            return voters.contains(member) || learners.contains(member);
        }
    }

    /**
     * A replica that is lost.
     *
     * @param survivors voters that live
     * @param target who holds it next, or null if nobody does
     * @param obstacle why nobody does
     */
    public record Replica(
            int shard,
            MemberId lost,
            boolean voter,
            List<MemberId> survivors,
            @Nullable MemberId target,
            @Nullable Obstacle obstacle) {
        public Replica {
            survivors = List.copyOf(survivors);
        }
    }

    /** A copy of a file that is lost; as {@link Replica}. */
    public record File(
            SharedFile file,
            MemberId lost,
            @Nullable MemberId target,
            @Nullable Obstacle obstacle) {}

    /**
     * A member that lives.
     *
     * @param machine that it runs on
     * @param full it has no room for a further replica
     */
    public record Living(MemberId member, boolean server, String machine, boolean full) {}

    /** Which machine each of the living runs on. */
    public static Map<MemberId, String> machines(List<Living> living) {
        Map<MemberId, String> machines = new TreeMap<>();
        living.forEach(each -> machines.put(each.member, each.machine));
        return machines;
    }

    /**
     * @param shards in order
     * @param living members that could take over, in order
     * @param lost members that never come back
     */
    public static RecoveryPlan of(
            List<Shard> shards,
            List<SharedFile> files,
            List<Living> living,
            Collection<MemberId> lost) {
        List<Living> there = living.stream().filter(each -> !lost.contains(each.member)).toList();
        return new RecoveryPlan(replicas(shards, there, lost), files(files, there, lost));
    }

    /** Round after round, one replica of each shard, as the supernode does it. */
    private static List<Replica> replicas(
            List<Shard> shards, List<Living> living, Collection<MemberId> lost) {
        Map<MemberId, String> machines = machines(living);
        Map<MemberId, Integer> held = held(shards, machines.keySet());
        living.stream().filter(Living::full).forEach(each -> held.remove(each.member));
        Map<Integer, List<Replica>> found = new TreeMap<>();
        boolean more = true;
        for (int round = 0; more; round++) {
            more = false;
            for (Shard shard : shards) {
                List<MemberId> going = lostOf(shard, lost);
                if (round < going.size()) {
                    more = true;
                    List<Replica> before =
                            found.computeIfAbsent(shard.shard, key -> new ArrayList<>());
                    before.add(replica(shard, going.get(round), machines, held, before));
                }
            }
        }
        return found.values().stream().flatMap(List::stream).toList();
    }

    /** How many shards each of the members holds, by their configurations. */
    public static Map<MemberId, Integer> held(List<Shard> shards, Collection<MemberId> members) {
        Map<MemberId, Integer> held = new TreeMap<>();
        for (MemberId member : members) {
            int count = 0;
            for (Shard shard : shards) {
                count += shard.isHeldBy(member) ? 1 : 0;
            }
            held.put(member, count);
        }
        return held;
    }

    private static List<MemberId> lostOf(Shard shard, Collection<MemberId> lost) {
        List<MemberId> going = new ArrayList<>(shard.voters);
        going.addAll(shard.learners);
        going.removeIf(member -> !lost.contains(member));
        return going;
    }

    private static Replica replica(
            Shard shard,
            MemberId lost,
            Map<MemberId, String> machines,
            Map<MemberId, Integer> held,
            List<Replica> before) {
        boolean voter = shard.voters.contains(lost);
        List<MemberId> survivors = shard.voters.stream().filter(machines::containsKey).toList();
        if (survivors.size() <= shard.voters.size() / 2) {
            return new Replica(shard.shard, lost, voter, survivors, null, Obstacle.QUORUM_LOST);
        }
        TreeSet<MemberId> taken = new TreeSet<>();
        before.forEach(each -> {
            if (each.target != null) {
                taken.add(each.target);
            }
        });
        for (MemberId learner : shard.learners) {
            if (machines.containsKey(learner) && !taken.contains(learner)) {
                return new Replica(shard.shard, lost, voter, survivors, learner, null);
            }
        }
        Map<MemberId, Integer> candidates = new TreeMap<>(held);
        candidates.keySet().removeIf(member -> shard.isHeldBy(member) || taken.contains(member));
        if (candidates.isEmpty()) {
            return new Replica(shard.shard, lost, voter, survivors, null, Obstacle.NO_NODE_LEFT);
        }
        TreeSet<MemberId> holders = new TreeSet<>(taken);
        machines.keySet().stream().filter(shard::isHeldBy).forEach(holders::add);
        TreeSet<String> used = new TreeSet<>();
        holders.forEach(holder -> used.add(machines.getOrDefault(holder, "")));
        MemberId target = Placement.choose(shard.shard, candidates, machines, used);
        held.merge(target, 1, Integer::sum);
        return new Replica(shard.shard, lost, voter, survivors, target, null);
    }

    private static List<File> files(
            List<SharedFile> files, List<Living> living, Collection<MemberId> lost) {
        List<File> found = new ArrayList<>();
        for (SharedFile file : files) {
            List<MemberId> going = new ArrayList<>(file.holders());
            going.removeIf(holder -> !lost.contains(holder));
            if (going.isEmpty()) {
                continue;
            }
            List<MemberId> order = Placement.holders(file.sha256(), candidates(file, living));
            boolean kept = living.stream().anyMatch(each -> file.holders().contains(each.member));
            int needed = SharedFile.HOLDERS_WANTED - (file.holders().size() - going.size());
            for (MemberId gone : going.subList(0, Math.clamp(needed, 0, going.size()))) {
                MemberId target = order.isEmpty() || !kept ? null : order.removeFirst();
                Obstacle obstacle =
                        target != null ? null : kept ? Obstacle.NO_NODE_LEFT : Obstacle.QUORUM_LOST;
                found.add(new File(file, gone, target, obstacle));
            }
        }
        return found;
    }

    /** Those of the living that may keep a further copy of a file. */
    public static List<MemberId> candidates(SharedFile file, List<Living> living) {
        List<MemberId> candidates = new ArrayList<>();
        for (Living each : living) {
            boolean fits = !file.serversOnly() || each.server;
            if (fits && !file.holders().contains(each.member)) {
                candidates.add(each.member);
            }
        }
        return candidates;
    }

    /** Who is to hold a further replica of a shard next, or null if nobody is. */
    public @Nullable MemberId targetOf(int shard) {
        for (Replica replica : replicas) {
            if (replica.shard == shard && replica.target != null) {
                return replica.target;
            }
        }
        return null;
    }
}
