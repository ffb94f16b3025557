package org.davebank.simulator;

import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.fault.Direction;

/**
 * Takes down leader after leader right after it has appended entries that no follower may have yet,
 * and brings each back to lead again: the scenario of figure 8 in the Raft paper.
 */
final class LeaderChurn {

    private static final long MS = 1_000_000L;
    private static final int ROUNDS_MAX = 5;

    /** A disk so slow that a leader is deposed and elected again before one sync finishes. */
    private static final long STUCK_SYNC_MS_MAX = 3_000;

    private final Simulation world;
    private final Chaos chaos;
    private final RandomSource random;

    LeaderChurn(Simulation world, Chaos chaos, RandomSource random) {
        this.world = world;
        this.chaos = chaos;
        this.random = random;
    }

    /** Takes down leaders of this group, one after the other. */
    void strike(GroupId group) {
        takeAway(group, 2 + random.nextInt(ROUNDS_MAX - 1));
    }

    private void takeAway(GroupId group, int rounds) {
        if (!chaos.isRunning() || rounds == 0 || chaos.isBesieged()) {
            return;
        }
        Machine leader = chaos.leader(group);
        if (leader == null || leader.isTargeted() || chaos.isHurt(leader)) {
            world.step(random.between(200, 600) * MS, "churn", () -> takeAway(group, rounds - 1));
            return;
        }
        world.trace(leader.name(), "is to be taken away when it has appended to " + group);
        leader.ambush()
                .arm(
                        Ambush.Trap.APPEND,
                        group,
                        () -> {
                            long forMs = random.between(700, 2_500);
                            int dice = random.nextInt(10);
                            if (dice < 2) {
                                stickDisk(leader);
                                chaos.cutOff(leader, Direction.BOTH, forMs);
                            } else if (dice < 6) {
                                chaos.crash(leader, true);
                            } else {
                                chaos.cutOff(leader, Direction.BOTH, forMs);
                            }
                            world.step(
                                    random.between(600, 2_000) * MS,
                                    "churn",
                                    () -> takeAway(group, rounds - 1));
                        });
        world.step(4_000 * MS, "disarm", leader.ambush()::disarm);
    }

    private void stickDisk(Machine victim) {
        long delayMs = random.between(500, STUCK_SYNC_MS_MAX);
        world.trace(victim.name(), "needs up to " + delayMs + " ms for a sync, and is deposed");
        victim.syncDelayNsMax(delayMs * MS);
        world.step(2 * STUCK_SYNC_MS_MAX * MS, "heal", () -> victim.syncDelayNsMax(2 * MS));
    }
}
