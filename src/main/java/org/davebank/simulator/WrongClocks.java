package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Wall clocks: those that are right and kept so, and one that is wrong now and then. Not more than one
 * at a time, so that of any group a majority is right.
 */
final class WrongClocks {

    private static final long MS = 1_000_000L;

    private final Simulation world;
    private final Chaos chaos;
    private final Losses losses;
    private final RandomSource random;
    private @Nullable Machine wrong;

    WrongClocks(Simulation world, Chaos chaos, Losses losses, RandomSource random) {
        this.world = world;
        this.chaos = chaos;
        this.losses = losses;
        this.random = random;
    }

    void begin() {
        timeService();
    }

    /** The network is healed, and one clock is wrong perhaps. */
    void heal() {
        // One wrong clock must not keep a healed network from anything.
        if (wrong == null && losses.isNobody() && random.chance(0.5)) {
            strike(world.machine(random.nextInt(world.settings().nodes())));
        } else if (wrong != null && !losses.isNobody()) {
            clockRight(wrong);
        }
    }

    /** Seconds, hours or decades, at once or running away; of one machine at a time. */
    void strike(Machine victim) {
        if (wrong != null || !losses.areReplicasWhole() || world.settings().replicas() < 3) {
            return;
        }
        long size =
                switch (random.nextInt(4)) {
                    case 0 -> random.between(1_000, 5_000);
                    case 1 -> random.between(5_000, 7_200_000);
                    case 2 -> random.between(7_200_000, 2_678_400_000L);
                    default -> random.between(31_536_000_000L, 788_400_000_000L);
                };
        long aheadMs = random.chance(0.6) ? size : -size;
        long driftPpm = random.chance(0.3) ? random.between(-20_000_000, 60_000_000) : 0;
        world.trace(
                victim.name(),
                "has its wall clock " + aheadMs + " ms ahead, drifting by " + driftPpm + " ppm");
        wrong = victim;
        victim.clock().jumpTo(aheadMs, driftPpm);
        if (chaos.isRunning()) {
            long forMs = random.between(1_000, 20_000);
            world.step(forMs * MS, "heal", () -> clockRight(victim));
        }
    }

    private void clockRight(Machine machine) {
        if (wrong == machine) {
            wrong = null;
            world.trace(machine.name(), "has its wall clock set right");
            machine.setClockRight();
        }
    }

    /** Clocks that are right are kept so: without it they would drift apart in a long run. */
    private void timeService() {
        for (Machine machine : world.machines()) {
            if (machine != wrong) {
                machine.setClockRight();
            }
        }
        world.step(60_000 * MS, "time", this::timeService);
    }

    boolean areRight() {
        return wrong == null;
    }
}
