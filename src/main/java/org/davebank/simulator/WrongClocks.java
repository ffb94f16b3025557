package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Sets wall clocks: most stay right, and now and then one is wrong. Only one at a time, so that a
 * majority of any group is right.
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

    /** The network is healed, possibly with one wrong clock. */
    void heal() {
        // One wrong clock must not hold up a healed network.
        if (wrong == null && losses.isNoneLost() && random.chance(0.5)) {
            strike(world.machine(random.nextInt(world.settings().nodes())));
        } else if (wrong != null && !losses.isNoneLost()) {
            clockRight(wrong);
        }
    }

    /** Sets one machine's clock wrong by seconds, hours or decades, at once or by drift. */
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

    /** Corrects the right clocks: otherwise they would drift apart in a long run. */
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
