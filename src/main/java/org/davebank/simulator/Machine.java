package org.davebank.simulator;

import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.fault.FaultyNetwork;
import org.davebank.fault.SkewedTime;
import org.davebank.node.Node;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.supernode.Absences;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;
import org.davebank.simulator.check.StampChecker;
import org.davebank.simulator.check.Violation;
import org.davebank.simulator.disk.DiskPace;
import org.davebank.simulator.disk.Gate;
import org.davebank.simulator.disk.SimDisk;
import org.davebank.simulator.event.SimEvent;
import org.jspecify.annotations.Nullable;

/**
 * One simulated computer: a disk, clocks, a network card, and a node's process that starts and
 * stops. After each event all visible state of its node is checked.
 *
 * <pre>
 * off → running ⇄ paused;   running, paused → off (killed, power lost)
 * </pre>
 */
final class Machine {

    /** How long the network waits for a machine that said good-bye before it counts as dead. */
    static final long GOOD_BYE_PATIENCE_NS = Absences.PLANNED_TIMES * SimLimits.REBUILD_AFTER_NS;

    private final Simulation world;
    private final int number;
    private final String name;
    private final Address address;
    private final boolean server;
    private final RandomSource random;
    private final Gate gate = new Gate();
    private final SimDisk disk;
    private final SkewedTime time;
    private @Nullable Node node;
    private long life;
    private boolean powerFails;
    private boolean wiped;

    /** The owner of the disk, or null when the disk has lost something that the member has said. */
    private @Nullable MemberId member;

    /** The folder was damaged on purpose: the node may set it aside. */
    private boolean harmed;

    /** The disk returns errors or corrupted bytes: the node has to stop. */
    private boolean diskFails;

    private boolean rotten;

    private @Nullable String mistrust;

    /** A member whose folder was restored to an older copy: it must not take part any more. */
    private @Nullable MemberId restored;

    /** It runs from a copy of another machine's folder and must not take part. */
    private final boolean second;

    private boolean left;
    private final Ambush ambush = new Ambush();
    private final ReplicaWatch watch;
    private final Voice voice;
    private final DiskPace pace;
    private final NetworkCard card;
    private final Turns turns;

    Machine(Simulation world, int number, String name, boolean server, RandomSource random) {
        this(world, number, name, server, random, false);
    }

    /** A machine whose disk gets a copy of the original's folder, under another path. */
    static Machine copyOf(Machine original, Simulation world, int number, RandomSource random) {
        return new Machine(world, number, original.name, original.server, random, true);
    }

    private Machine(
            Simulation world,
            int number,
            String name,
            boolean server,
            RandomSource random,
            boolean second) {
        this.second = second;
        this.world = world;
        this.number = number;
        this.name = name;
        this.address = new Address("10.0.0." + (number + 1), 5001);
        this.server = server;
        this.random = random;
        this.disk =
                new SimDisk(gate, world.limits().hunger(), this::syncAsked, this::readAsked)
                        .at((second ? "/copy/" : "/") + name);
        this.watch = new ReplicaWatch(world, name, disk);
        this.voice = new Voice(name, watch, ambush);
        this.time = new SkewedTime(world.time(), (int) random.between(-200, 200));
        this.time.setTo(random.between(-StampChecker.RIGHT_CLOCK_MS, StampChecker.RIGHT_CLOCK_MS));
        this.pace = new DiskPace(random);
        this.card = new NetworkCard(world, this, gate, time, voice, random);
        this.turns = new Turns(world, this, gate, time, card, watch);
    }

    // The life of the process.

    /** Starts the process on what the disk holds. */
    void start() {
        life++;
        gate.open();
        left = false;
        turns.begin();
        watch.clear();
        ambush.disarm();
        card.open();
        NodeSettings settings =
                world.limits()
                        .settings(this, world.builds().of(number), world.addressesExcept(number));
        int asideBefore = disk.setAsideCount();
        NodeHooks hooks = new Hooks(world, name);
        try {
            node =
                    mistrust == null
                            ? Node.start(
                                    settings,
                                    world.genesis(this),
                                    card::send,
                                    disk,
                                    time,
                                    random.fork(),
                                    hooks)
                            : Node.startAgain(
                                    settings,
                                    mistrust,
                                    card::send,
                                    disk,
                                    time,
                                    random.fork(),
                                    hooks);
        } catch (NodeRefused e) {
            throw new Violation(name + " refuses to start: " + e.getMessage(), e);
        }
        mistrust = null;
        if (disk.setAsideCount() > asideBefore && !harmed) {
            throw new Violation(name + " has set its folder aside although its disk is whole");
        }
        if (restored != null && !node.self().equals(restored)) {
            restored = null;
        }
        member = restored == null ? node.self() : null;
        harmed = restored != null;
        if (isJudged(node)) {
            watch.recovered(node);
        }
        turns.take(() -> {});
    }

    /** The process is killed; what it wrote is in the page cache. */
    void kill() {
        end();
        disk.processEnded();
    }

    /** The disk returns an error; the process stops at once, and comes back. */
    void failDisk() {
        Node failing = node;
        if (failing != null && !isPaused()) {
            diskFails = true;
            turns.take(() -> failing.diskFailed("input/output error"));
        }
    }

    /** Its node has noticed that the spill is corrupt: the process has to stop. */
    void spillDamaged() {
        diskFails = true;
    }

    /** Corrupts the spill: every reader must notice. */
    void rotSpill(RandomSource chance) {
        if (node != null) {
            rotten = true;
            disk.rotSpill(chance);
        }
    }

    boolean isRotten() {
        return rotten;
    }

    /** The machine loses its power, and a random part of its unsynced writes. */
    void cutPower() {
        end();
        disk.powerLost(random);
    }

    /** The process ends and its disk is lost: what starts here next is another member. */
    void wipe() {
        end();
        disk.wipe();
        member = null;
        voice.orders().wiped();
        wiped = true;
    }

    /** Damages the disk while the machine is off: its node may set the folder aside. */
    void harm(Runnable change) {
        change.run();
        member = null;
        harmed = true;
    }

    /** The folder was restored to an older copy; its member must not take part any more. */
    void restored(MemberId of) {
        restored = of;
        member = null;
        harmed = true;
    }

    /** Whether the folder is as its node left it: neither damaged nor an older copy. */
    boolean isWhole() {
        return !harmed;
    }

    /** False for a node that has no right to its member's place: it may only say who it is. */
    boolean isJudged(Node running) {
        return !second && !running.self().equals(restored);
    }

    private void end() {
        node = null;
        diskFails = false;
        rotten = false;
        turns.end();
        life++;
        voice.orders().ended();
        ambush.disarm();
        card.close();
        pace.stop(world.nowNs());
        if (!second) {
            world.crashed(this);
        }
    }

    void pause() {
        turns.pause();
    }

    /** Continues a paused process: all waiting events arrive at once. */
    void resume() {
        turns.resume();
    }

    /** Announces a graceful stop; the process ends soon after. */
    void leave() {
        Node leaving = node;
        if (leaving != null && !isPaused()) {
            left = true;
            turns.take(leaving::leave);
        }
    }

    /** Kills the process after this many more effects, with or without a power cut. */
    void dieAfter(long effects, boolean powerFails) {
        this.powerFails = powerFails;
        gate.closeAfter(effects);
    }

    void syncDelayNsMax(long delayNs) {
        pace.syncNsMax(delayNs);
    }

    /** Decides after a turn of its node whether the process goes on, ends, or restarts. */
    void afterTurn(Node running) {
        if (gate.isShut()) {
            world.trace(
                    name, powerFails ? "loses its power at an effect" : "is killed at an effect");
            if (powerFails) {
                cutPower();
            } else {
                kill();
            }
            world.chaos().returnsSoon(this);
        } else if (ambush.springs()) {
            // The ambush has acted.
        } else if (second && running.stopped() && running.mistrust() == null) {
            world.trace(name, "is refused as a copy: " + running.whyStopped());
            kill();
        } else if (running.mistrust() != null && harmed) {
            mistrust = running.mistrust();
            kill();
            start();
        } else if (running.stopped() && diskFails) {
            world.trace(name, "ends: " + running.whyStopped());
            kill();
            world.chaos().returnsSoon(this);
        } else if (running.stopped()) {
            throw new Violation(
                    name + " stopped although its disk is whole: " + running.whyStopped());
        }
    }

    /** Its node, which speaks and so must run. */
    Node running() {
        Node running = node;
        if (running == null) {
            throw new Violation(name + " speaks although it is off");
        }
        return running;
    }

    // Requests.

    void handle(SimEvent.ForMachine event) {
        turns.handle(event);
    }

    /** Asks for a caller other than a client; never answers if the process ends. */
    void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        turns.ask(body, timeoutNs, answer);
    }

    // The ports.

    private void syncAsked(long ticket) {
        long laterNs = pace.syncNs(world.nowNs());
        world.after(laterNs, new SimEvent.Synced(number, life, ticket));
    }

    private void readAsked(long ticket, byte @Nullable [] bytes) {
        long laterNs = pace.readNs();
        world.after(laterNs, new SimEvent.Read(number, life, ticket, bytes));
    }

    // Accessors.

    int number() {
        return number;
    }

    String name() {
        return name;
    }

    Address address() {
        return address;
    }

    boolean isServer() {
        return server;
    }

    long life() {
        return life;
    }

    /** The member that runs from this disk, or null if the disk has lost something it has said. */
    @Nullable MemberId member() {
        return member;
    }

    boolean wasWiped() {
        return wiped;
    }

    /** Whether its process has said good-bye since its last start. */
    boolean hasLeft() {
        return left;
    }

    boolean isOff() {
        return node == null;
    }

    boolean isPaused() {
        return turns.arePaused();
    }

    boolean isTargeted() {
        return gate.isArmed() || ambush.isSet();
    }

    @Nullable Node node() {
        return node;
    }

    /** Whether it runs from a copy of another machine's folder. */
    boolean isSecond() {
        return second;
    }

    Ambush ambush() {
        return ambush;
    }

    SimDisk disk() {
        return disk;
    }

    FaultyNetwork faults() {
        return card.faults();
    }

    SkewedTime clock() {
        return time;
    }

    /** Sets the wall clock right, as a time service does. */
    void setClockRight() {
        time.setTo(random.between(-StampChecker.RIGHT_CLOCK_MS, StampChecker.RIGHT_CLOCK_MS));
    }

    boolean leads(GroupId group) {
        Raft raft = raft(group);
        return raft != null && raft.role() == Role.LEADER;
    }

    /** The consensus of this machine's replica, or null when it has none or is off. */
    @Nullable Raft raft(GroupId group) {
        Node running = node;
        return running == null ? null : watch.raft(running, group);
    }

    /** The hooks of a simulated node: its events go into the trace. */
    private record Hooks(Simulation world, String name) implements NodeHooks {

        @Override
        public void recorded(Event event) {
            world.trace(name, event.text());
        }

        @Override
        public byte[] control(byte[] command) {
            throw new IllegalArgumentException("nothing can be controlled in a simulation");
        }

        @Override
        public Figures figures() {
            return Figures.NONE;
        }
    }
}
