package org.davebank.simulator;

import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Machines that are lost for longer than the network waits for them, while other faults go on: one
 * comes back late with what it had, or with a new disk, or never. Not more than one at a time, and
 * only while nothing counts on it alone, so that whatever was acknowledged is still kept by a majority.
 */
final class Losses {

    private static final long MS = 1_000_000L;

    /** One run in so many loses machines at all. */
    private static final double LOSS_CHANCE = 0.75;

    /** In one run in so many a machine is put back to an older copy of its folder. */
    private static final double RESTORATION_CHANCE = 0.5;

    /** After a loss, one in so many of the next ones is a restoration. */
    private static final double NEXT_RESTORATION_CHANCE = 0.3;

    /** Of the disks that are lost so many lose a part of their journal only. */
    private static final double HARM_CHANCE = 0.8;

    /** Time enough for the replicas to be rebuilt, and moved back by the next loss. */
    private static final long BETWEEN_MS_MAX = 30_000;

    /** So much before the end of the faults a machine may be lost for good: none is lost after it. */
    private static final long FOR_GOOD_NS = 60_000 * MS;

    private final Simulation world;
    private final Chaos chaos;
    private final DiskTrouble disks;
    private final RandomSource random;
    private final Restoration restoration;
    private @Nullable Machine lost;
    private boolean gone;

    /** Whether the lost one had said good-bye, so that it is expected back for much longer. */
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
            // A copy is to be older than what is lost.
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
        boolean late = endsNs - world.nowNs() < FOR_GOOD_NS;
        int fate = random.nextInt(late ? 3 : 2);
        if (fate == 1) {
            world.trace(victim.name(), "is lost with its disk");
            world.files().lostForGood(victim);
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

    /** Who is lost for a while is found now. */
    void heal() {
        lost = gone ? lost : null;
    }

    boolean isNobody() {
        return lost == null;
    }

    /** Whether the one that never comes back had said good-bye. */
    boolean saidGoodBye() {
        return gone && saidGoodBye;
    }

    boolean isLost(Machine machine) {
        return machine == lost;
    }

    /** The one that never comes back, if there is one. */
    @Nullable Machine gone() {
        return gone ? lost : null;
    }
}
