package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one machine's folder is started on a spare machine, while the original runs or before it
 * comes back. The copy's node must end refused, and say nothing until then but who it is; the original
 * must not notice.
 */
final class SecondLife {

    private static final long MS = 1_000_000L;

    private final Simulation world;
    private final RandomSource random;
    private @Nullable Machine spare;

    SecondLife(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
    }

    /** Starts a copy some time later. */
    void begin(long withinMs) {
        world.step(random.between(0, withinMs) * MS, "second life", this::start);
    }

    private void start() {
        Machine original = world.machine(random.nextInt(world.settings().nodes()));
        if (original.life() == 0 || !original.isWhole() || original.disk().copy().isEmpty()) {
            return; // A copy of what was harmed is set aside like its original: no second life.
        }
        world.trace(original.name(), "has a second life elsewhere");
        Machine second = Machine.copyOf(original, world, world.settings().nodes(), random.fork());
        spare = second;
        world.network().attach(second.number(), second.address());
        second.disk().restore(original.disk().copy(), "copied");
        second.start();
    }

    /** The spare machine, or null while there is none. */
    @Nullable Machine spare() {
        return spare;
    }

    /** What is still to come in the end, or an empty text. */
    String notRefused() {
        Machine second = spare;
        return second == null || second.isOff() ? "" : "the copy of " + second.name() + " runs";
    }
}
