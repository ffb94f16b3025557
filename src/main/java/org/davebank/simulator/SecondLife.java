package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one machine's folder is started on a spare machine, while the original runs, or while it
 * is lost, so that nobody can ask it. The copy's node must end refused, and say nothing until then but
 * who it is; the original must not notice.
 */
final class SecondLife {

    private static final long MS = 1_000_000L;

    /** How often somebody looks for a machine that is lost. */
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
            startBeside(world.machine(random.nextInt(world.settings().nodes())));
        } else {
            startWhenOneIsLost();
        }
    }

    /** When some machine does not answer for so long that nobody can ask it. */
    private void startWhenOneIsLost() {
        for (Machine machine : world.machines()) {
            if (world.chaos().isLost(machine) && machine.isOff() && machine.isWhole()) {
                startBeside(machine);
                return;
            }
        }
        if (world.chaos().isRunning()) {
            world.step(LOOK_MS * MS, "second life", this::startWhenOneIsLost);
        }
    }

    private void startBeside(Machine original) {
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
