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

    /** About how long after each other sieges begin. */
    private static final long SIEGE_EVERY_MS = 90_000;

    /** Every fault ends within, and so does the wait for a siege. */
    private static final long WELL_NS_MAX = 120_000 * MS;

    /** A disk so slow that a leader is deposed, comes back and is led before one sync is done. */
    private static final long STUCK_SYNC_MS_MAX = 3_000;

    /** In one run in so many a copy of a folder is started beside the original. */
    private static final double SECOND_LIFE_CHANCE = 0.5;

    /** How much of the time with faults may pass before what a seed needs is brought about. */
    private static final double QUOTA_AFTER = 0.5;

    /** The moments that a crash aims at. */
    private static final List<Ambush.Trap> MOMENTS =
            List.of(
                    Ambush.Trap.VOTE,
                    Ambush.Trap.ACKNOWLEDGEMENT,
                    Ambush.Trap.ANSWER,
                    Ambush.Trap.FILE);

    private final Simulation world;
    private final RandomSource random;
    private final List<Machine> hurt = new ArrayList<>();
    private final SecondLife secondLife;
    private final Losses losses;
    private final Cables cables;
    private final DiskTrouble disks;
    private final HastyOrders orders;

    /** The only machine whose wall clock is wrong: so that of any group a majority is right. */
    private @Nullable Machine wrongClock;

    private boolean running;
    private boolean besieged;
    private long siegeWantedNs;
    private long beganNs;
    private long endsNs;
    private long crashes;
    private long pauses;
    private long partitions;
    private long clockJumps;
    private int faultsNamed;

    Chaos(Simulation world, RandomSource random) {
        this.world = world;
        this.random = random;
        this.secondLife = new SecondLife(world, random.fork());
        this.cables = new Cables(world, random.fork());
        this.disks = new DiskTrouble(world, random);
        this.losses = new Losses(world, this, disks, random.fork());
        this.orders = new HastyOrders(world, random.fork());
    }

    void begin(long endsNs) {
        running = true;
        beganNs = world.nowNs();
        this.endsNs = endsNs;
        weather();
        timeService();
        next();
        if (random.chance(SECOND_LIFE_CHANCE)) {
            secondLife.begin((endsNs - beganNs) / MS);
        }
        losses.begin(endsNs);
        orders.begin();
        world.step(random.between(5_000, SIEGE_EVERY_MS) * MS, "siege", this::besiege);
    }

    /** Nothing further goes wrong, and all that did is made good. */
    void heal() {
        running = false;
        losses.heal();
        world.network().weather(0, 0, MS);
        for (Machine machine : world.machines()) {
            machine.ambush().disarm();
            machine.faults().healAll();
            machine.syncDelayNsMax(2 * MS);
            machine.disk().roomBytes(Long.MAX_VALUE);
            machine.resume();
            if (machine.isRotten()) {
                machine.kill();
            }
            if (machine.isOff() && !isGone(machine)) {
                start(machine);
            }
        }
        hurt.clear();
        // One wrong clock must not keep a healed network from anything.
        if (wrongClock == null && losses.isNobody() && random.chance(0.5)) {
            jumpClock(world.machine(random.nextInt(world.settings().nodes())));
        } else if (wrongClock != null && !losses.isNobody()) {
            clockRight(wrongClock);
        }
    }

    private void next() {
        world.step(
                random.between(50 * MS, PAUSE_BETWEEN_NS_MAX),
                "chaos",
                () -> {
                    if (running) {
                        if (!besieged) {
                            strike();
                        }
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
        } else if (dice < 87) {
            disturb(victim);
        } else if (dice < 90) {
            disks.strike(victim);
        } else if (dice < 95) {
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

    void start(Machine machine) {
        if (machine.isOff() && !losses.isLost(machine)) {
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
            world.files().lost(machine);
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
        // A process that is killed leaves a name that is not synced, and its next life finds it.
        boolean power = moment != Ambush.Trap.FILE || random.chance(0.3);
        world.trace(
                victim.name(),
                "is to " + (power ? "lose its power" : "be killed") + " after its next " + moment);
        victim.ambush().arm(moment, null, () -> crash(victim, power));
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

    /** Whether the machine is off for longer than the network waits for it. */
    boolean isLost(Machine machine) {
        return losses.isLost(machine);
    }

    /** Whether the machine never comes back. */
    boolean isGone(Machine machine) {
        return machine == losses.gone();
    }

    /** The one that never comes back, if there is one. */
    @Nullable Machine gone() {
        return losses.gone();
    }

    /** So much longer than after a crash the network waits for the one that is gone. */
    long goodByePatienceNs() {
        return losses.saidGoodBye() ? Machine.GOOD_BYE_PATIENCE_NS : 0;
    }

    int goneCount() {
        return losses.gone() == null ? 0 : 1;
    }

    /** A replica has just become the leader of its group. */
    void elected(String name, GroupId group) {
        for (Machine machine : world.machines()) {
            if (machine.name().equals(name)) {
                orders.elected(machine, group);
            }
        }
    }

    boolean isRunning() {
        return running;
    }

    boolean isHurt(Machine machine) {
        return hurt.contains(machine);
    }

    /** Waits until everybody is well, then one machine is in trouble for long and nobody else. */
    private void besiege() {
        if (!running || world.nowNs() + 2 * Siege.LASTS_NS > endsNs) {
            besieged = false;
            return;
        }
        if (!besieged) {
            besieged = true;
            siegeWantedNs = world.nowNs();
        }
        boolean well = hurt.isEmpty() && cables.areWhole() && wrongClock == null;
        for (Machine machine : world.machines()) {
            well &= !machine.isTargeted() && (!machine.isOff() || losses.isLost(machine));
        }
        if (!well) {
            if (world.nowNs() - siegeWantedNs > WELL_NS_MAX) {
                throw new IllegalStateException("a fault that should have ended lasts");
            }
            world.step(300 * MS, "siege", this::besiege);
            return;
        }
        Machine victim = leader(anyGroup());
        if (victim == null || random.chance(0.2)) {
            victim = world.machine(random.nextInt(world.settings().nodes()));
        }
        long forMs = Siege.LASTS_NS / MS;
        Direction direction = Siege.trouble(random);
        if (direction == null) {
            pause(victim, forMs);
        } else {
            cutOff(victim, direction, forMs);
        }
        new Siege(world, random.fork(), victim).ask();
        world.step(Siege.LASTS_NS, "siege", () -> besieged = false);
        world.step(
                random.between(SIEGE_EVERY_MS / 2, 2 * SIEGE_EVERY_MS) * MS,
                "siege",
                this::besiege);
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
            wounded(machine, backMs + random.between(0, 500), () -> start(machine));
        }
    }

    /**
     * Leader after leader is taken away right after it has appended what nobody else may have yet, and
     * comes back to lead again: what the figure 8 of the Raft paper is about.
     */
    private void leaderChurn(GroupId group, int rounds) {
        if (!running || rounds == 0 || besieged) {
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
                            int dice = random.nextInt(10);
                            if (dice < 2) {
                                stickDisk(leader);
                                cutOff(leader, Direction.BOTH, forMs);
                            } else if (dice < 6) {
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
            default -> {
                partitions++;
                cables.split(forMs);
            }
        }
    }

    private void cutOff(Machine victim, Direction direction, long forMs) {
        partitions++;
        world.trace(victim.name(), "is cut off (" + direction + ") for " + forMs + " ms");
        cables.cut(victim, direction, 1);
        wounded(victim, forMs, () -> cables.cut(victim, direction, -1));
    }

    private void flap(Machine victim, int times) {
        if (!running || times == 0 || besieged || hurt.contains(victim)) {
            return;
        }
        cutOff(victim, Direction.BOTH, random.between(100, 900));
        world.step(random.between(1_000, 1_800) * MS, "flap", () -> flap(victim, times - 1));
    }

    /** A fault plan as a person would set it on a live node. */
    private void disturb(Machine victim) {
        // All but the last, the wrong clock, which has a rule of its own.
        FaultKind kind = FaultKind.values()[random.nextInt(FaultKind.CLOCK.ordinal())];
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

    /** Seconds, hours or decades, at once or running away; of one machine at a time. */
    private void jumpClock(Machine victim) {
        if (wrongClock != null || !losses.areReplicasWhole() || world.settings().replicas() < 3) {
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
        wrongClock = victim;
        clockJumps++;
        victim.clock().jumpTo(aheadMs, driftPpm);
        if (running) {
            long forMs = random.between(1_000, 20_000);
            world.step(forMs * MS, "heal", () -> clockRight(victim));
        }
    }

    private void clockRight(Machine machine) {
        if (wrongClock == machine) {
            wrongClock = null;
            world.trace(machine.name(), "has its wall clock set right");
            machine.setClockRight();
        }
    }

    /** Clocks that are right are kept so: without it they would drift apart in a long run. */
    private void timeService() {
        for (Machine machine : world.machines()) {
            if (machine != wrongClock) {
                machine.setClockRight();
            }
        }
        world.step(60_000 * MS, "time", this::timeService);
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

    private void stickDisk(Machine victim) {
        long delayMs = random.between(500, STUCK_SYNC_MS_MAX);
        world.trace(victim.name(), "needs up to " + delayMs + " ms for a sync, and is deposed");
        victim.syncDelayNsMax(delayMs * MS);
        world.step(2 * STUCK_SYNC_MS_MAX * MS, "heal", () -> victim.syncDelayNsMax(2 * MS));
    }

    /** How often a wall clock was made wrong. */
    long clockJumps() {
        return clockJumps;
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
