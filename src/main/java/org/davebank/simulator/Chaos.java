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
 * Decides which faults happen, and when. Some are random, some aim at the moments in which
 * consensus most easily goes wrong: right after a vote, right after an acknowledgement, right after
 * a leader has appended, leader after leader (the Raft paper, figure 8).
 *
 * <p>Most of the time faults hit at most a minority of any group; now and then they hit more, or
 * cut the power of all machines. Every fault ends.
 */
final class Chaos {

    private static final long MS = 1_000_000L;
    private static final long PAUSE_BETWEEN_NS_MAX = 2_500 * MS;

    /** The share of runs that start a copy of a folder while the original exists. */
    private static final double SECOND_LIFE_CHANCE = 0.5;

    /**
     * The share of the time with faults after which the faults that a seed still lacks are forced.
     */
    private static final double QUOTA_AFTER = 0.5;

    /** Runs by older rules have no faults that aim at steps of movements. */
    private static final int AIMED_RULES = 4;

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
    private final WrongClocks clocks;
    private final LeaderChurn churn;
    private final Sieges sieges;
    private final StepFaults steps;

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
        this.secondLife = new SecondLife(world, random.fork());
        this.cables = new Cables(world, random.fork());
        this.disks = new DiskTrouble(world, this, random);
        this.losses = new Losses(world, this, disks, random.fork());
        this.orders = new HastyOrders(world, random.fork());
        this.clocks = new WrongClocks(world, this, losses, random);
        this.churn = new LeaderChurn(world, this, random);
        this.sieges = new Sieges(world, this, cables, clocks, random);
        // Runs by older rules must go as before: they draw nothing for this.
        this.steps = new StepFaults(world, this, new RandomSource(~world.settings().seed()));
    }

    void begin(long endsNs) {
        running = true;
        beganNs = world.nowNs();
        this.endsNs = endsNs;
        if (world.settings().mixed()) {
            upgradeOneByOne(random.fork());
        }
        weather();
        clocks.begin();
        next();
        if (random.chance(SECOND_LIFE_CHANCE)) {
            secondLife.begin((endsNs - beganNs) / MS);
        }
        losses.begin(endsNs);
        orders.begin();
        sieges.begin(endsNs);
    }

    /** Between the first and the last upgrade machines of both builds run for most of the time. */
    private void upgradeOneByOne(RandomSource chance) {
        for (Machine machine : world.machines()) {
            long atNs = chance.between(0, (endsNs - beganNs) * 4 / 5);
            world.step(atNs, "upgrade", () -> upgrade(machine));
        }
    }

    private void upgrade(Machine machine) {
        if (!running || !world.builds().isOld(machine.number())) {
            return;
        }
        if (hurt.contains(machine) && !machine.isOff()) {
            world.step(200 * MS, "upgrade", () -> upgrade(machine));
            return;
        }
        world.trace(machine.name(), "is upgraded");
        world.builds().upgrade(machine.number());
        crash(machine, false);
    }

    /** Nothing further goes wrong, and all that did is made good. */
    void heal() {
        running = false;
        for (Machine machine : world.machines()) {
            if (world.builds().isOld(machine.number())) {
                world.builds().upgrade(machine.number());
                if (!machine.isOff()) {
                    machine.kill();
                }
            }
        }
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
        clocks.heal();
    }

    private void next() {
        world.step(
                random.between(50 * MS, PAUSE_BETWEEN_NS_MAX),
                "chaos",
                () -> {
                    if (running) {
                        if (!isBesieged()) {
                            strike();
                        }
                        next();
                    }
                });
    }

    /** Sets the behaviour of all links until the next change. */
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
        if (world.settings().rules() >= AIMED_RULES && random.chance(0.25)) {
            steps.strike();
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 3) {
            cutAllPower();
            return;
        }
        if (dice < 10) {
            churn.strike(anyGroup());
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
            clocks.strike(victim);
        } else if (dice < 98) {
            disks.slow(victim);
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

    GroupId anyGroup() {
        return new GroupId(random.nextInt(world.settings().shards() + 1));
    }

    private Ambush.Trap trap() {
        return MOMENTS.get(random.nextInt(MOMENTS.size()));
    }

    /** A healthy machine, or null if enough machines are hurt already. */
    private @Nullable Machine victim() {
        int most = random.chance(0.2) ? 2 : 1;
        if (hurt.size() >= most) {
            return null;
        }
        Machine any = world.machine(random.nextInt(world.settings().nodes()));
        return hurt.contains(any) || any.isOff() || any.isTargeted() ? null : any;
    }

    @Nullable Machine leader(GroupId group) {
        for (Machine machine : world.machines()) {
            if (machine.leads(group)) {
                return machine;
            }
        }
        return null;
    }

    /** The machine counts as hurt until it is healed. */
    void wounded(Machine machine, long forMs, Runnable healing) {
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

    void crash(Machine machine, boolean power) {
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

    /** Now and then deletes the copies of files on a disk, if other machines hold them. */
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
        // A killed process leaves a rename that is not synced, and its next life finds it.
        boolean power = moment != Ambush.Trap.FILE || random.chance(0.3);
        world.trace(
                victim.name(),
                "is to " + (power ? "lose its power" : "be killed") + " after its next " + moment);
        victim.ambush().arm(moment, null, () -> crash(victim, power));
        world.step(5_000 * MS, "disarm", victim.ambush()::disarm);
    }

    void pause(Machine victim, long forMs) {
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

    /** Whether the machine stays off for longer than the network waits for it. */
    boolean isLost(Machine machine) {
        return losses.isLost(machine);
    }

    /** Whether the machine never comes back. */
    boolean isGone(Machine machine) {
        return machine == losses.gone();
    }

    /** The machine that never comes back, or null. */
    @Nullable Machine gone() {
        return losses.gone();
    }

    /** How much longer than after a crash the network waits for the missing machine. */
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

    boolean isNoneHurt() {
        return hurt.isEmpty();
    }

    boolean isBesieged() {
        return sieges.isOn();
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

    void cutOff(Machine victim, Direction direction, long forMs) {
        partitions++;
        world.trace(victim.name(), "is cut off (" + direction + ") for " + forMs + " ms");
        cables.cut(victim, direction, 1);
        wounded(victim, forMs, () -> cables.cut(victim, direction, -1));
    }

    /** Cuts a machine off from all but one. */
    void cutOffExcept(Machine victim, Machine other, long forMs) {
        partitions++;
        world.trace(victim.name(), "hears only " + other.name() + " for " + forMs + " ms");
        cables.cutExcept(victim, other, 1);
        wounded(victim, forMs, () -> cables.cutExcept(victim, other, -1));
    }

    private void flap(Machine victim, int times) {
        if (!running || times == 0 || isBesieged() || hurt.contains(victim)) {
            return;
        }
        cutOff(victim, Direction.BOTH, random.between(100, 900));
        world.step(random.between(1_000, 1_800) * MS, "flap", () -> flap(victim, times - 1));
    }

    /** Sets a fault plan as an operator would on a live node. */
    private void disturb(Machine victim) {
        // All kinds but the last, the wrong clock, which has its own rule.
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

    SecondLife secondLife() {
        return secondLife;
    }

    StepFaults steps() {
        return steps;
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
