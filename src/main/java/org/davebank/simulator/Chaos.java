package org.davebank.simulator;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.fault.Direction;
import org.davebank.fault.FaultKind;
import org.davebank.fault.FaultPlan;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and when. Some of it is blind chance, some of it aims at the moments in which
 * consensus is most easily wrong: right after a vote, right after an acknowledgement, right after a
 * leader has appended, one leader after the other (the Raft paper, figure 8).
 *
 * <p>Most of the time no more than a minority of any group is hurt; now and then it is more, or the
 * power of all machines. Every fault ends.
 */
final class Chaos {

    private static final long MS = 1_000_000L;
    private static final long PAUSE_BETWEEN_NS_MAX = 2_500 * MS;
    private static final int CHURN_ROUNDS_MAX = 5;

    /** One run in so many loses a machine for longer than the network waits for it. */
    private static final double LOSS_CHANCE = 0.75;

    /** If so, in one run in so many from an older copy of its folder. */
    private static final double RESTORATION_CHANCE = 0.5;

    /** In one run in so many a copy of a folder is started beside the original. */
    private static final double SECOND_LIFE_CHANCE = 0.5;

    /** How much of the time with faults may pass before what a seed needs is brought about. */
    private static final double QUOTA_AFTER = 0.5;

    /** The moments that a crash aims at. */
    private static final List<Ambush.Trap> MOMENTS =
            List.of(Ambush.Trap.VOTE, Ambush.Trap.ACKNOWLEDGEMENT, Ambush.Trap.ANSWER);

    private final Simulation world;
    private final RandomSource random;
    private final List<Machine> hurt = new ArrayList<>();
    private final Restoration restoration;
    private final SecondLife secondLife;
    private @Nullable Machine lost;
    private boolean gone;
    private boolean running;
    private long beganNs;
    private long endsNs;
    private long crashes;
    private long pauses;
    private long partitions;
    private int faultsNamed;

    Chaos(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
        this.restoration = new Restoration(world, random.fork());
        this.secondLife = new SecondLife(world, random.fork());
    }

    void begin(long endsNs) {
        running = true;
        beganNs = world.nowNs();
        this.endsNs = endsNs;
        weather();
        next();
        long spanMs = (endsNs - beganNs) / MS;
        boolean copies = random.chance(RESTORATION_CHANCE);
        if (copies) {
            restoration.begin(spanMs / 5);
        }
        if (random.chance(LOSS_CHANCE)) {
            // A copy is to be older than what is lost.
            long fromMs = copies ? spanMs * 2 / 5 : 1_000;
            world.step(random.between(fromMs, spanMs / 2) * MS, "loss", this::lose);
        }
        if (random.chance(SECOND_LIFE_CHANCE)) {
            secondLife.begin((endsNs - beganNs) / MS);
        }
    }

    /** Nothing further goes wrong, and all that did is made good. */
    void heal() {
        running = false;
        world.network().weather(0, 0, MS);
        for (Machine machine : world.machines()) {
            machine.ambush().disarm();
            machine.faults().healAll();
            machine.clock().jumpTo(0);
            machine.syncDelayNsMax(2 * MS);
            machine.resume();
            if (machine.isOff() && !isGone(machine)) {
                lost = gone ? lost : null;
                start(machine);
            }
        }
        hurt.clear();
    }

    private void next() {
        world.step(
                random.between(50 * MS, PAUSE_BETWEEN_NS_MAX),
                "chaos",
                () -> {
                    if (running) {
                        strike();
                        next();
                    }
                });
    }

    /** Until the next change, all links behave like this. */
    private void weather() {
        if (!running) {
            return;
        }
        boolean fine = random.chance(0.4);
        world.network()
                .weather(
                        fine ? 0 : random.nextInt(60) / 1_000.0,
                        fine ? 0 : random.nextInt(60) / 1_000.0,
                        fine ? MS : random.between(1, 30) * MS);
        world.step(random.between(1_000, 8_000) * MS, "weather", this::weather);
    }

    private void strike() {
        if (isQuotaDue()) {
            meetQuota();
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 3) {
            cutAllPower();
            return;
        }
        if (dice < 10) {
            leaderChurn(anyGroup(), 2 + random.nextInt(CHURN_ROUNDS_MAX - 1));
            return;
        }
        Machine victim = victim();
        if (victim == null) {
            return;
        }
        if (dice < 22) {
            crash(victim, random.chance(0.6));
        } else if (dice < 34) {
            world.trace(victim.name(), "is to die at an effect");
            victim.dieAfter(random.between(1, 60), random.chance(0.7));
        } else if (dice < 54) {
            crashAt(victim, trap());
        } else if (dice < 62) {
            pause(victim, random.between(50, 4_000));
        } else if (dice < 78) {
            partition(victim);
        } else if (dice < 90) {
            disturb(victim);
        } else if (dice < 94) {
            jumpClock(victim);
        } else if (dice < 98) {
            slowDisk(victim);
        } else {
            stop(victim);
        }
    }

    private boolean isQuotaDue() {
        boolean late = world.nowNs() - beganNs > QUOTA_AFTER * (endsNs - beganNs);
        return late
                && (crashes < SimulationReport.CRASHES_MIN
                        || partitions < SimulationReport.PARTITIONS_MIN
                        || world.consensus().leaderChanges() < SimulationReport.LEADER_CHANGES_MIN);
    }

    private void meetQuota() {
        Machine victim = victim();
        if (victim == null) {
            return;
        }
        if (partitions < SimulationReport.PARTITIONS_MIN) {
            partition(victim);
        } else {
            Machine leader = leader(anyGroup());
            crash(leader == null || hurt.contains(leader) ? victim : leader, true);
        }
    }

    // Choosing.

    private GroupId anyGroup() {
        return new GroupId(random.nextInt(world.settings().shards() + 1));
    }

    private Ambush.Trap trap() {
        return MOMENTS.get(random.nextInt(MOMENTS.size()));
    }

    /** A machine that is well, unless enough are hurt already. */
    private @Nullable Machine victim() {
        int most = random.chance(0.2) ? 2 : 1;
        if (hurt.size() >= most) {
            return null;
        }
        Machine any = world.machine(random.nextInt(world.settings().nodes()));
        return hurt.contains(any) || any.isOff() || any.isTargeted() ? null : any;
    }

    private @Nullable Machine leader(GroupId group) {
        for (Machine machine : world.machines()) {
            if (machine.leads(group)) {
                return machine;
            }
        }
        return null;
    }

    private void wounded(Machine machine, long forMs, Runnable healing) {
        hurt.add(machine);
        world.step(
                forMs * MS,
                "heal",
                () -> {
                    hurt.remove(machine);
                    healing.run();
                });
    }

    // Processes.

    private void start(Machine machine) {
        if (machine.isOff() && machine != lost) {
            world.trace(machine.name(), "starts");
            machine.start();
        }
    }

    private void crash(Machine machine, boolean power) {
        if (machine.isOff()) {
            return;
        }
        world.trace(machine.name(), power ? "loses its power" : "is killed");
        if (power) {
            machine.cutPower();
            maybeLoseFiles(machine);
        } else {
            machine.kill();
        }
        wounded(machine, random.between(50, 4_000), () -> start(machine));
    }

    /** Now and then the copies of files that lie on a disk are lost, when there are others. */
    private void maybeLoseFiles(Machine machine) {
        if (random.chance(0.1)
                && world.workload().sharesNothing()
                && world.files().canSpare(machine)) {
            world.trace(machine.name(), "has lost its files");
            machine.disk().loseFiles("content/");
        }
    }

    /** A machine has died at an effect and will come back. */
    void returnsSoon(Machine machine) {
        wounded(machine, random.between(20, 3_000), () -> start(machine));
    }

    void crashed() {
        crashes++;
    }

    private void crashAt(Machine victim, Ambush.Trap moment) {
        world.trace(victim.name(), "is to lose its power after its next " + moment);
        victim.ambush().arm(moment, null, () -> crash(victim, true));
        world.step(5_000 * MS, "disarm", victim.ambush()::disarm);
    }

    private void pause(Machine victim, long forMs) {
        world.trace(victim.name(), "is paused for " + forMs + " ms");
        pauses++;
        victim.pause();
        wounded(victim, forMs, victim::resume);
    }

    private void stop(Machine victim) {
        world.trace(victim.name(), "is asked to stop");
        victim.leave();
        world.step(300 * MS, "stop", () -> crash(victim, false));
    }

    /**
     * A machine is lost for longer than the network waits for it, while other faults go on: it comes
     * back late with what it had, or with a new disk, or never. Not more than one, so that whatever
     * was acknowledged is still kept by a majority.
     */
    private void lose() {
        if (!running) {
            return;
        }
        Machine copied = restoration.machine();
        Machine victim =
                copied != null ? copied : world.machine(random.nextInt(world.settings().nodes()));
        SimulationSettings settings = world.settings();
        boolean whole =
                world.replicas()
                        .isWhole(settings.shards(), settings.replicas(), systemVoters(settings));
        boolean spare =
                world.workload().sharesNothing()
                        && world.files().canSpare(victim)
                        && settings.replicas() >= 3;
        if (!whole || !spare || hurt.contains(victim) || victim.isOff() || victim.isTargeted()) {
            world.step(random.between(200, 1_000) * MS, "loss", this::lose);
            return;
        }
        lost = victim;
        if (copied != null) {
            restoration.putBack();
            world.step(random.between(20, 5_000) * MS, "restored", this::find);
            return;
        }
        int fate = random.nextInt(3);
        if (fate == 1) {
            world.trace(victim.name(), "is lost with its disk");
            victim.wipe();
        } else {
            world.trace(victim.name(), fate == 0 ? "is lost for long" : "is lost for good");
            victim.cutPower();
        }
        gone = fate == 2;
        if (!gone) {
            world.step(random.between(fate == 0 ? 14_000 : 500, 30_000) * MS, "found", this::find);
        }
    }

    private static int systemVoters(SimulationSettings settings) {
        return settings.servers() % 2 == 1 ? settings.servers() : settings.servers() - 1;
    }

    private void find() {
        Machine found = lost;
        lost = null;
        if (found != null) {
            start(found);
        }
    }

    /** Whether the machine never comes back. */
    boolean isGone(Machine machine) {
        return gone && machine == lost;
    }

    /** The one that never comes back, if there is one. */
    @Nullable Machine gone() {
        return gone ? lost : null;
    }

    int goneCount() {
        return gone ? 1 : 0;
    }

    private void cutAllPower() {
        world.trace("all", "lose their power");
        for (Machine machine : world.machines()) {
            if (!machine.isOff()) {
                machine.cutPower();
            }
        }
        long backMs = random.between(100, 1_000);
        for (Machine machine : world.machines()) {
            if (!hurt.contains(machine)) {
                wounded(machine, backMs + random.between(0, 500), () -> start(machine));
            }
        }
    }

    /**
     * Leader after leader is taken away right after it has appended what nobody else may have yet, and
     * comes back to lead again: what the figure 8 of the Raft paper is about.
     */
    private void leaderChurn(GroupId group, int rounds) {
        if (!running || rounds == 0) {
            return;
        }
        Machine leader = leader(group);
        if (leader == null || leader.isTargeted() || hurt.contains(leader)) {
            world.step(
                    random.between(200, 600) * MS, "churn", () -> leaderChurn(group, rounds - 1));
            return;
        }
        world.trace(leader.name(), "is to be taken away when it has appended to " + group);
        leader.ambush()
                .arm(
                        Ambush.Trap.APPEND,
                        group,
                        () -> {
                            long forMs = random.between(700, 2_500);
                            if (random.chance(0.5)) {
                                crash(leader, true);
                            } else {
                                cutOff(leader, Direction.BOTH, forMs);
                            }
                            world.step(
                                    random.between(600, 2_000) * MS,
                                    "churn",
                                    () -> leaderChurn(group, rounds - 1));
                        });
        world.step(4_000 * MS, "disarm", leader.ambush()::disarm);
    }

    // The network.

    private void partition(Machine victim) {
        int dice = random.nextInt(4);
        long forMs = random.between(300, 6_000);
        switch (dice) {
            case 0 -> cutOff(victim, Direction.BOTH, forMs);
            case 1 -> cutOff(victim, random.chance(0.5) ? Direction.IN : Direction.OUT, forMs);
            case 2 -> flap(victim, 3 + random.nextInt(6));
            default -> split(forMs);
        }
    }

    private void cutOff(Machine victim, Direction direction, long forMs) {
        partitions++;
        world.trace(victim.name(), "is cut off (" + direction + ") for " + forMs + " ms");
        cut(victim, direction, 1);
        wounded(victim, forMs, () -> cut(victim, direction, -1));
    }

    private void cut(Machine victim, Direction direction, int change) {
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

    private void flap(Machine victim, int times) {
        if (!running || times == 0 || hurt.contains(victim)) {
            return;
        }
        cutOff(victim, Direction.BOTH, random.between(100, 900));
        world.step(random.between(1_000, 1_800) * MS, "flap", () -> flap(victim, times - 1));
    }

    /** Two halves that do not hear each other. */
    private void split(long forMs) {
        partitions++;
        world.trace("all", "are split in two for " + forMs + " ms");
        int nodes = world.settings().nodes();
        boolean[] left = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            left[i] = random.chance(0.5);
        }
        split(left, 1);
        world.step(forMs * MS, "heal", () -> split(left, -1));
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

    /** A fault plan as a person would set it on a live node. */
    private void disturb(Machine victim) {
        FaultKind[] kinds = FaultKind.values();
        FaultKind kind = kinds[random.nextInt(kinds.length)];
        Direction direction = Direction.values()[random.nextInt(Direction.values().length)];
        long forMs = random.between(500, 6_000);
        FaultPlan plan =
                new FaultPlan(
                        "f" + faultsNamed++,
                        kind,
                        random.chance(0.5) ? List.of() : List.of(anyAddress()),
                        direction,
                        random.between(5, 60) / 100.0,
                        random.between(0, 80) * MS,
                        random.between(0, 120) * MS,
                        forMs * MS);
        if (kind == FaultKind.ISOLATE || kind == FaultKind.PARTITION) {
            partitions++;
        }
        world.trace(victim.name(), plan.text() + " for " + forMs + " ms");
        victim.faults().inject(plan);
        wounded(victim, forMs, () -> {});
    }

    private Address anyAddress() {
        return world.machine(random.nextInt(world.settings().nodes())).address();
    }

    // Clocks and disks.

    private void jumpClock(Machine victim) {
        long aheadMs = random.between(-7_200_000, 7_200_000);
        world.trace(victim.name(), "has its wall clock " + aheadMs + " ms ahead");
        victim.clock().jumpTo(aheadMs);
        world.step(random.between(1_000, 10_000) * MS, "heal", () -> victim.clock().jumpTo(0));
    }

    private void slowDisk(Machine victim) {
        long delayMs = random.between(20, 400);
        world.trace(victim.name(), "needs up to " + delayMs + " ms for a sync");
        victim.syncDelayNsMax(delayMs * MS);
        wounded(victim, random.between(500, 5_000), () -> victim.syncDelayNsMax(2 * MS));
    }

    SecondLife secondLife() {
        return secondLife;
    }

    long crashes() {
        return crashes;
    }

    long pauses() {
        return pauses;
    }

    long partitions() {
        return partitions;
    }
}
