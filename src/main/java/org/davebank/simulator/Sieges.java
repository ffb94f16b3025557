package org.davebank.simulator;

import org.davebank.base.RandomSource;
import org.davebank.fault.Direction;

/** Decides when sieges begin and end: see {@link Siege}. */
final class Sieges {

    private static final long MS = 1_000_000L;

    /** The approximate time between the starts of two sieges. */
    private static final long EVERY_MS = 90_000;

    /** Within this time every fault ends, and so does the wait for a siege. */
    private static final long WELL_NS_MAX = 120_000 * MS;

    private final Simulation world;
    private final Chaos chaos;
    private final Cables cables;
    private final WrongClocks clocks;
    private final RandomSource random;
    private boolean besieged;
    private long wantedNs;
    private long endsNs;

    Sieges(Simulation world, Chaos chaos, Cables cables, WrongClocks clocks, RandomSource random) {
        this.world = world;
        this.chaos = chaos;
        this.cables = cables;
        this.clocks = clocks;
        this.random = random;
    }

    void begin(long endsNs) {
        this.endsNs = endsNs;
        world.step(random.between(5_000, EVERY_MS) * MS, "siege", this::besiege);
    }

    /** Whether a siege is wanted or active: no other fault may start. */
    boolean isOn() {
        return besieged;
    }

    /** Waits until all machines are healthy, then keeps one machine in trouble for long. */
    private void besiege() {
        if (!chaos.isRunning() || world.nowNs() + 2 * Siege.LASTS_NS > endsNs) {
            besieged = false;
            return;
        }
        if (!besieged) {
            besieged = true;
            wantedNs = world.nowNs();
        }
        boolean well = chaos.isNoneHurt() && cables.areWhole() && clocks.areRight();
        for (Machine machine : world.machines()) {
            well &= !machine.isTargeted() && (!machine.isOff() || chaos.isLost(machine));
        }
        if (!well) {
            if (world.nowNs() - wantedNs > WELL_NS_MAX) {
                throw new IllegalStateException("a fault that should have ended lasts");
            }
            world.step(300 * MS, "siege", this::besiege);
            return;
        }
        Machine victim = chaos.leader(chaos.anyGroup());
        if (victim == null || random.chance(0.2)) {
            victim = world.machine(random.nextInt(world.settings().nodes()));
        }
        long forMs = Siege.LASTS_NS / MS;
        Direction direction = Siege.trouble(random);
        if (direction == null) {
            chaos.pause(victim, forMs);
        } else {
            chaos.cutOff(victim, direction, forMs);
        }
        new Siege(world, random.fork(), victim).ask();
        world.step(Siege.LASTS_NS, "siege", () -> besieged = false);
        world.step(random.between(EVERY_MS / 2, 2 * EVERY_MS) * MS, "siege", this::besiege);
    }
}
