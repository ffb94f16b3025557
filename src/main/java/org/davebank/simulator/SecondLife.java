package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Starts a copy of one machine's folder on a spare machine, while the original runs or is lost and
 * cannot be asked. The copy's node must stop as refused, and until then only say who it is; the
 * original must not notice.
 */
final class SecondLife {

    private static final long MS = 1_000_000L;

    /** How often it checks whether a machine is lost. */
    private static final long LOOK_MS = 200;

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
        if (random.chance(0.5)) {
            startCopy(world.machine(random.nextInt(world.settings().nodes())));
        } else {
            startWhenOneIsLost();
        }
    }

    /** Starts the copy when a machine is off for so long that it cannot be asked. */
    private void startWhenOneIsLost() {
        for (Machine machine : world.machines()) {
            if (world.chaos().isLost(machine) && machine.isOff() && machine.isWhole()) {
                startCopy(machine);
                return;
            }
        }
        if (world.chaos().isRunning()) {
            world.step(LOOK_MS * MS, "second life", this::startWhenOneIsLost);
        }
    }

    private void startCopy(Machine original) {
        if (original.life() == 0 || !original.isWhole() || original.disk().copy().isEmpty()) {
            return; // A damaged copy is set aside like its original: no second life.
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

    /** What has not happened yet at the end, or an empty text. */
    String notRefused() {
        Machine second = spare;
        return second == null || second.isOff() ? "" : "the copy of " + second.name() + " runs";
    }
}
