package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.davebank.fault.Direction;

/** Cuts and mends the cables between machines, one way or both. Cuts add up. */
final class Cables {

    private static final long MS = 1_000_000L;

    private final Simulation world;
    private final RandomSource random;
    private int splits;

    Cables(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
    }

    /** Cuts all cables of a machine in this direction; a {@code change} of -1 mends them. */
    void cut(Machine victim, Direction direction, int change) {
        for (Machine other : world.machines()) {
            if (other != victim) {
                if (direction != Direction.IN) {
                    world.network().cut(victim.number(), other.number(), change);
                }
                if (direction != Direction.OUT) {
                    world.network().cut(other.number(), victim.number(), change);
                }
            }
        }
    }

    /** Cuts a machine off from all but one, both ways. */
    void cutExcept(Machine victim, Machine other, int change) {
        for (Machine each : world.machines()) {
            if (each != victim && each != other) {
                world.network().cut(victim.number(), each.number(), change);
                world.network().cut(each.number(), victim.number(), change);
            }
        }
    }

    /** Splits the machines into two halves that cannot reach each other. */
    void split(long forMs) {
        world.trace("all", "are split in two for " + forMs + " ms");
        int nodes = world.settings().nodes();
        boolean[] left = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            left[i] = random.chance(0.5);
        }
        splits++;
        split(left, 1);
        world.step(
                forMs * MS,
                "heal",
                () -> {
                    splits--;
                    split(left, -1);
                });
    }

    private void split(boolean[] left, int change) {
        for (int from = 0; from < left.length; from++) {
            for (int to = 0; to < left.length; to++) {
                if (left[from] != left[to]) {
                    world.network().cut(from, to, change);
                }
            }
        }
    }

    /** Whether the network is not split in two now. */
    boolean areWhole() {
        return splits == 0;
    }
}
