package org.davebank.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

/** Many seeds of loss, doubling, reordering, partitions, crashes and changes of members. */
class RandomisedRaftTest {

    private static final int SEEDS = Integer.getInteger("raft.seeds", 120);
    private static final int EVENTS = 4_000;
    private static final RaftSettings SMALL_MESSAGES =
            new RaftSettings(
                    20 * TestGroup.MS,
                    80 * TestGroup.MS,
                    200 * TestGroup.MS,
                    120,
                    3,
                    100_000,
                    RaftSettings.LOG_MEMORY_BYTES_MAX_DEFAULT,
                    RaftSettings.APPLY_BYTES_MAX_DEFAULT);

    private int committedTotal;
    private int readsTotal;
    private int crashesTotal;
    private long termsTotal;

    @Test
    void aGroupUnderFaultsKeepsOneHistoryAndHealsAfterwards() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                runSeed(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        // The test proves nothing unless the runs were eventful.
        assertTrue(committedTotal > SEEDS * 40, "committed " + committedTotal);
        assertTrue(readsTotal > SEEDS * 10, "reads " + readsTotal);
        assertTrue(crashesTotal > SEEDS * 5, "crashes " + crashesTotal);
        assertTrue(termsTotal > SEEDS * 5, "terms " + termsTotal);
    }

    private void runSeed(long seed) {
        RandomSource random = new RandomSource(seed);
        TestGroup group = new TestGroup(SMALL_MESSAGES, seed);
        int voters = List.of(1, 2, 3, 3, 5).get(random.nextInt(5));
        group.found(voters, 2);
        double faults = (1 + random.nextInt(3)) / 3.0;
        for (int event = 0; event < EVENTS; event++) {
            group.pass(random.between(0, 4 * TestGroup.MS));
            exchange(group, random, faults);
            if (random.chance(0.2)) {
                ask(group, random, event);
            }
            if (random.chance(0.03 * faults)) {
                breakSomething(group, random);
            }
        }
        committedTotal += group.committed.size();
        readsTotal += group.readsAnswered;
        healAndConverge(group);
        termsTotal += group.leader().term();
    }

    private void exchange(TestGroup group, RandomSource random, double faults) {
        for (int i = 0; i < 4 && !group.network.isEmpty(); i++) {
            int at = random.chance(0.3 * faults) ? random.nextInt(group.network.size()) : 0;
            TestGroup.Envelope envelope = group.network.get(at);
            boolean lost = random.chance(0.1 * faults);
            if (!random.chance(0.1 * faults)) {
                group.network.remove(at);
            }
            if (!lost) {
                group.deliver(envelope);
            }
        }
        for (TestGroup.Member member : group.members.values()) {
            if (member.isUp() && random.chance(0.4)) {
                group.finishSync(member.id);
            }
            if (member.isUp() && random.chance(0.4)) {
                group.startSync(member.id);
            }
        }
    }

    private static void ask(TestGroup group, RandomSource random, int event) {
        Raft leader = group.leader();
        if (leader == null) {
            return;
        }
        MemberId any = anyMember(group, random);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> group.step(leader.self(), new RaftInput.Read(event));
            case 3 -> {
                if (group.members.get(any).isUp()) {
                    group.step(any, new RaftInput.Read(event));
                }
            }
            case 4 -> {
                if (random.chance(0.1)) {
                    group.step(leader.self(), new RaftInput.Transfer(any));
                } else if (random.chance(0.1) && group.members.get(any).isUp()) {
                    group.step(any, new RaftInput.Campaign());
                }
            }
            case 5 -> {
                ConfigurationChange change =
                        switch (random.nextInt(3)) {
                            case 0 -> new ConfigurationChange.AddLearner(any);
                            case 1 -> new ConfigurationChange.Promote(any);
                            default -> new ConfigurationChange.Remove(any);
                        };
                if (random.chance(0.3)) {
                    group.step(leader.self(), new RaftInput.Change(event, change));
                }
            }
            default -> {
                byte[] data = new byte[random.nextInt(60)];
                random.nextBytes(data);
                group.step(leader.self(), new RaftInput.Propose(event, data));
            }
        }
    }

    private static MemberId anyMember(TestGroup group, RandomSource random) {
        List<MemberId> ids = new ArrayList<>(group.members.keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    private void breakSomething(TestGroup group, RandomSource random) {
        for (TestGroup.Member member : group.members.values()) {
            if (!member.isUp() && random.chance(0.4)) {
                group.restart(member.id);
            }
        }
        Raft leader = group.leader();
        MemberId id =
                leader != null && random.chance(0.4) ? leader.self() : anyMember(group, random);
        switch (random.nextInt(8)) {
            case 0 -> group.cutBetween(id, anyMember(group, random));
            case 1 -> group.isolate((int) id.value());
            case 2, 3, 4 -> group.heal();
            default -> {
                if (group.members.get(id).isUp()) {
                    group.crash(id, random.nextInt(4));
                    crashesTotal++;
                }
            }
        }
    }

    private static void healAndConverge(TestGroup group) {
        group.heal();
        for (TestGroup.Member member : group.members.values()) {
            if (!member.isUp()) {
                group.restart(member.id);
            }
        }
        group.run(8_000 * TestGroup.MS);
        Raft leader = group.leader();
        assertNotNull(leader, "a healed group has a leader:" + group.status());
        int before = group.committed.size();
        group.step(leader.self(), new RaftInput.Propose(1, new byte[1]));
        group.run(1_000 * TestGroup.MS);
        assertTrue(group.committed.size() > before, "a healed group commits");
        for (MemberId id : leader.configuration().members()) {
            Raft raft = group.members.get(id).raft();
            assertEquals(leader.lastIndex(), raft.commitIndex(), id + " has converged");
        }
    }
}
