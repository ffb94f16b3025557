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
 * The replicas and copies that are lost with some members, and their replacements. The supernode
 * computes it to act, others to preview.
 *
 * @param replicas lost replicas of shards; the first replacement of every shard comes before the
 *     second
 * @param files lost copies of files, by name
 */
public record RecoveryPlan(List<Replica> replicas, List<File> files) {

    public RecoveryPlan {
        replicas = List.copyOf(replicas);
        files = List.copyOf(files);
    }

    /** Why something is not rebuilt. */
    public enum Obstacle {
        /** No quorum is left; the group stops until members return. */
        QUORUM_LOST,
        /** Every living node already holds it or is full. */
        NO_NODE_LEFT
    }

    /** The holders of a shard in its newest configuration. */
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
     * A lost replica.
     *
     * @param survivors living voters
     * @param target the next holder, or null if there is none
     * @param obstacle why there is no target, or null
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

    /** A lost copy of a file; like {@link Replica}. */
    public record File(
            SharedFile file,
            MemberId lost,
            @Nullable MemberId target,
            @Nullable Obstacle obstacle) {}

    /**
     * A living member.
     *
     * @param machine the machine that it runs on
     * @param full whether it has no room for another replica
     */
    public record Living(MemberId member, boolean server, String machine, boolean full) {}

    /** The machine of each living member. */
    public static Map<MemberId, String> machines(List<Living> living) {
        Map<MemberId, String> machines = new TreeMap<>();
        living.forEach(each -> machines.put(each.member, each.machine));
        return machines;
    }

    /**
     * @param shards in order
     * @param living members that can take over, in order
     * @param lost permanently lost members
     */
    public static RecoveryPlan of(
            List<Shard> shards,
            List<SharedFile> files,
            List<Living> living,
            Collection<MemberId> lost) {
        List<Living> there = living.stream().filter(each -> !lost.contains(each.member)).toList();
        return new RecoveryPlan(replicas(shards, there, lost), files(files, there, lost));
    }

    /** Plans one replica of each shard per round, as the supernode does. */
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

    /** Number of shards that each member holds, according to the configurations. */
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

    /** The living members that may keep another copy of a file. */
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

    /** The next holder of a replica of a shard, or null if there is none. */
    public @Nullable MemberId targetOf(int shard) {
        for (Replica replica : replicas) {
            if (replica.shard == shard && replica.target != null) {
                return replica.target;
            }
        }
        return null;
    }
}
