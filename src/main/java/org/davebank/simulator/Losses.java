package org.davebank.simulator;

import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Loses machines for longer than the network waits for them, while other faults go on: a machine
 * comes back late with its data, or with a new disk, or never. At most one at a time, and only
 * while no data depends on it alone, so that a majority still keeps everything acknowledged.
 */
final class Losses {

    private static final long MS = 1_000_000L;

    /** The share of runs that lose machines at all. */
    private static final double LOSS_CHANCE = 0.75;

    /** The share of runs that restore a machine to an older copy of its folder. */
    private static final double RESTORATION_CHANCE = 0.5;

    /** The share of restorations among the losses after the first. */
    private static final double NEXT_RESTORATION_CHANCE = 0.3;

    /** The share of lost disks that lose only a part of their journal. */
    private static final double HARM_CHANCE = 0.8;

    /** Enough time to rebuild the replicas, and to move them back with the next loss. */
    private static final long BETWEEN_MS_MAX = 30_000;

    /** The last moment for a permanent loss, as time before the end of the faults. */
    private static final long PERMANENT_LOSS_NS = 60_000 * MS;

    private final Simulation world;
    private final Chaos chaos;
    private final DiskTrouble disks;
    private final RandomSource random;
    private final Restoration restoration;
    private @Nullable Machine lost;
    private boolean gone;

    /** Whether the lost machine had said good-bye, so that the network waits much longer for it. */
    private boolean saidGoodBye;

    private long endsNs;

    Losses(Simulation world, Chaos chaos, DiskTrouble disks, RandomSource random) {
        this.world = world;
        this.chaos = chaos;
        this.disks = disks;
        this.random = random;
        this.restoration = new Restoration(world, random.fork());
    }

    void begin(long endsNs) {
        this.endsNs = endsNs;
        long half = Math.min(30_000, (endsNs - world.nowNs()) / MS / 2);
        boolean copies = random.chance(RESTORATION_CHANCE);
        if (copies) {
            restoration.begin(half * 2 / 5);
        }
        if (random.chance(LOSS_CHANCE)) {
            // The copy must be older than what is lost.
            long from = copies ? half * 4 / 5 : 1_000;
            world.step(random.between(from, half) * MS, "loss", this::lose);
        }
    }

    private void lose() {
        if (!chaos.isRunning()) {
            return;
        }
        Machine copied = restoration.machine();
        Machine victim =
                copied != null ? copied : world.machine(random.nextInt(world.settings().nodes()));
        SimulationSettings settings = world.settings();
        boolean whole = areReplicasWhole();
        boolean spare =
                world.workload().sharesNothing()
                        && world.files().canSpare(victim)
                        && settings.replicas() >= 3;
        if (!whole || !spare || chaos.isHurt(victim) || victim.isOff() || victim.isTargeted()) {
            world.step(random.between(200, 1_000) * MS, "loss", this::lose);
            return;
        }
        lost = victim;
        saidGoodBye = victim.hasLeft();
        if (copied != null) {
            restoration.putBack();
            world.step(random.between(20, 5_000) * MS, "restored", this::find);
            return;
        }
        boolean late = endsNs - world.nowNs() < PERMANENT_LOSS_NS;
        int fate = random.nextInt(late ? 3 : 2);
        if (fate == 1) {
            world.trace(victim.name(), "is lost with its disk");
            world.files().lostPermanently(victim);
            if (random.chance(HARM_CHANCE)) {
                victim.kill();
                disks.harm(victim);
            } else {
                victim.wipe();
            }
        } else {
            world.trace(victim.name(), fate == 0 ? "is lost for long" : "is lost for good");
            victim.cutPower();
        }
        gone = fate == 2;
        if (!gone) {
            world.step(random.between(fate == 0 ? 14_000 : 500, 30_000) * MS, "found", this::find);
        }
    }

    /** Whether every group has all of its voters, and none of them has lost its disk. */
    boolean areReplicasWhole() {
        SimulationSettings settings = world.settings();
        int servers = settings.servers();
        Set<MemberId> members = new TreeSet<>();
        for (Machine machine : world.machines()) {
            MemberId member = machine.member();
            if (member != null) {
                members.add(member);
            }
        }
        return world.replicas()
                .isWhole(
                        settings.shards(),
                        settings.replicas(),
                        servers % 2 == 1 ? servers : servers - 1,
                        members);
    }

    private void find() {
        Machine found = lost;
        lost = null;
        if (found != null) {
            chaos.start(found);
            if (restoration.machine() == null && random.chance(NEXT_RESTORATION_CHANCE)) {
                restoration.begin(0);
            }
            world.step(random.between(5_000, BETWEEN_MS_MAX) * MS, "loss", this::lose);
        }
    }

    /** Brings a temporarily lost machine back. */
    void heal() {
        lost = gone ? lost : null;
    }

    boolean isNoneLost() {
        return lost == null;
    }

    /** Whether the machine that never comes back had said good-bye. */
    boolean saidGoodBye() {
        return gone && saidGoodBye;
    }

    boolean isLost(Machine machine) {
        return machine == lost;
    }

    /** The machine that never comes back, or null. */
    @Nullable Machine gone() {
        return gone ? lost : null;
    }
}
