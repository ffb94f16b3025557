package org.davebank.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.SpillDamaged;
import org.davebank.base.WireException;
import org.davebank.fault.FaultyNetwork;
import org.davebank.fault.SkewedTime;
import org.davebank.node.Node;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.supernode.Absences;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Raft;
import org.davebank.raft.Role;
import org.davebank.simulator.check.StampChecker;
import org.davebank.simulator.check.Violation;
import org.davebank.simulator.disk.Gate;
import org.davebank.simulator.disk.SimDisk;
import org.davebank.simulator.event.Attempt;
import org.davebank.simulator.event.SimEvent;
import org.davebank.transport.Effects;
import org.davebank.transport.Endpoint;
import org.davebank.transport.TransportSettings;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * One simulated computer: a disk, clocks, a network card, and a node's process that comes and goes.
 * After each of its events everything that its node shows is checked.
 *
 * <pre>
 * off → running ⇄ paused;   running, paused → off (killed, power lost)
 * </pre>
 */
final class Machine {

    /** What waits for a paused process, as in a socket's buffer; more is lost. */
    static final int BACKLOG_MAX = 4_096;

    /** An order of the supernode comes once more, so late that much may have changed. */
    private static final double LATE_CHANCE = 0.3;

    private static final long LATE_NS_MAX = 40_000_000_000L;

    private static final long SYNC_NS_MIN = 100_000L;

    /** How long a machine that said good-bye is waited for before it counts as dead for good. */
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
    private final FaultyNetwork faults;
    private final Deque<SimEvent.ForMachine> backlog = new ArrayDeque<>();
    private @Nullable Node node;
    private @Nullable Endpoint endpoint;
    private long life;
    private long uploads;
    private boolean paused;
    private long wakeNs = Long.MAX_VALUE;

    /** The sync that waits begins when the one under way ends, and covers whoever asks until then. */
    private long syncBeginsNs;

    private long syncEndsNs;
    private long syncDelayNsMax = 2_000_000L;
    private boolean powerFails;
    private boolean wiped;

    /** Whose disk this is, while it knows all that this member has said. */
    private @Nullable MemberId member;

    /** The folder was harmed on purpose: the node may set it aside. */
    private boolean harmed;

    /** The disk returns errors, or what was not given to it: the node is to end. */
    private boolean diskFails;

    private boolean rotten;

    private @Nullable String mistrust;

    /** A member whose folder was put back to an older copy: it must not take part any more. */
    private @Nullable MemberId restored;

    /** It runs from a copy of another machine's folder and must not take part. */
    private final boolean second;

    private boolean left;
    private final Ambush ambush = new Ambush();
    private final ReplicaWatch watch;
    private final Voice voice;

    Machine(Simulation world, int number, String name, boolean server, RandomSource random) {
        this(world, number, name, server, random, false);
    }

    /** A machine whose disk is to get a copy of the original's folder, in another place. */
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
        this.faults = new FaultyNetwork(this::transmit, this::deliver, time, random.fork());
    }

    // The life of the process.

    /** Starts the process on what the disk holds. */
    void start() {
        life++;
        gate.open();
        left = false;
        paused = false;
        wakeNs = Long.MAX_VALUE;
        watch.clear();
        ambush.disarm();
        long nowNs = time.nowNs();
        RandomSource entropy = random.fork();
        endpoint =
                world.settings().sealed()
                        ? new Endpoint(
                                TransportSettings.WIDE,
                                world.clusterKey(),
                                random.fork(),
                                entropy::nextBytes,
                                nowNs)
                        : null;
        NodeSettings settings = world.limits().settings(this, world.addressesBut(number));
        int asideBefore = disk.setAsideCount();
        NodeHooks hooks = new TracingHooks(world, name);
        try {
            node =
                    mistrust == null
                            ? Node.start(
                                    settings,
                                    world.genesis(this),
                                    this::send,
                                    disk,
                                    time,
                                    random.fork(),
                                    hooks)
                            : Node.startAgain(
                                    settings,
                                    mistrust,
                                    this::send,
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
        turn(() -> {});
    }

    /** The process is killed; what it wrote is in the page cache. */
    void kill() {
        end();
        disk.processEnded();
    }

    /** The disk returns an error; the process is to end at once, and comes back. */
    void failDisk() {
        Node failing = node;
        if (failing != null && !paused) {
            diskFails = true;
            turn(() -> failing.diskFailed("input/output error"));
        }
    }

    /** What lies in the spill changes: whoever reads it must notice. */
    void rotSpill(RandomSource chance) {
        if (node != null) {
            rotten = true;
            disk.rotSpill(chance);
        }
    }

    boolean isRotten() {
        return rotten;
    }

    /** The machine loses its power, and of the unsynced writes what chance takes. */
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

    /** What the disk holds is harmed while the machine is off: its node may set it aside. */
    void harm(Runnable change) {
        change.run();
        member = null;
        harmed = true;
    }

    /** The folder was put back to an older copy; its member is not to take part any more. */
    void restored(MemberId of) {
        restored = of;
        member = null;
        harmed = true;
    }

    /** Whether the folder is what its node left there: neither harmed nor an older copy. */
    boolean isWhole() {
        return !harmed;
    }

    /** False for a node that has no right to its member's place: it may say who it is and no more. */
    private boolean isJudged(Node running) {
        return !second && !running.self().equals(restored);
    }

    private void end() {
        node = null;
        diskFails = false;
        rotten = false;
        endpoint = null;
        paused = false;
        life++;
        backlog.clear();
        voice.orders().ended();
        ambush.disarm();
        faults.healAll();
        syncBeginsNs = world.nowNs();
        syncEndsNs = syncBeginsNs;
        if (!second) {
            world.crashed(this);
        }
    }

    void pause() {
        paused = true;
    }

    /** Continues a paused process: everything that has waited comes at once. */
    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        List<SimEvent.ForMachine> waiting = new ArrayList<>(backlog);
        backlog.clear();
        waiting.forEach(event -> world.after(0, event));
        wakeNs = Long.MAX_VALUE;
        scheduleWake();
    }

    /** A graceful stop is announced; the process ends soon after. */
    void leave() {
        Node leaving = node;
        if (leaving != null && !paused) {
            left = true;
            turn(leaving::leave);
        }
    }

    /** The process dies after this many more effects, with or without the machine's power. */
    void dieAfter(long effects, boolean powerFails) {
        this.powerFails = powerFails;
        gate.closeAfter(effects);
    }

    void syncDelayNsMax(long delayNs) {
        syncDelayNsMax = Math.max(SYNC_NS_MIN, delayNs);
    }

    // Events.

    void handle(SimEvent.ForMachine event) {
        Node running = node;
        if (running == null) {
            return; // The machine is off; a message for it is lost.
        }
        if (paused) {
            if (backlog.size() < BACKLOG_MAX) {
                backlog.addLast(event);
            }
            return;
        }
        switch (event) {
            case SimEvent.Arrival e ->
                    turn(() -> faults.incoming(e.from(), e.priority(), e.bytes()));
            case SimEvent.Wake e -> {
                // One that was overtaken by an earlier deadline has nothing left to do.
                if (e.life() == life && e.deadlineNs() == wakeNs) {
                    wake(running);
                }
            }
            case SimEvent.Synced e -> {
                if (e.life() == life) {
                    disk.complete(e.ticket());
                    turn(() -> running.synced(e.ticket()));
                }
            }
            case SimEvent.Read e -> {
                if (e.life() == life) {
                    turn(() -> running.readDone(e.ticket(), e.bytes()));
                }
            }
            case SimEvent.Submission e -> {
                Attempt attempt = e.attempt();
                if (attempt.life == life) {
                    turn(() -> submit(running, attempt));
                }
            }
        }
    }

    /** Somebody beside the clients asks the node, and is answered here unless the process ends. */
    void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        Node running = node;
        if (running != null && !paused) {
            turn(() -> running.submit(body, timeoutNs, answer::accept));
        }
    }

    private void submit(Node running, Attempt attempt) {
        byte[] file = attempt.operation.file;
        running.submit(
                file == null ? attempt.operation.body : sharing(running, file),
                attempt.timeoutNs,
                reply -> answered(attempt, reply));
    }

    /** Puts a file where a process beside the node would, and asks the node to share it. */
    private RequestBody sharing(Node running, byte[] file) {
        String incoming = "upload-" + ++uploads;
        disk.write("incoming/" + incoming, 0, file);
        return new RequestBody.ShareFile(
                running.self(), incoming, FileChecker.name(file), file.length, false, 2);
    }

    private void answered(Attempt attempt, Reply reply) {
        if (gate.admit()) {
            world.workload().answered(attempt, reply);
            ambush.answered();
        }
    }

    private void wake(Node running) {
        wakeNs = Long.MAX_VALUE;
        long nowNs = time.nowNs();
        boolean nodeDue = running.nextDeadlineNs() <= nowNs;
        boolean faultsDue = faults.nextDeadlineNs() <= nowNs;
        Endpoint sealed = endpoint;
        boolean endpointDue = sealed != null && sealed.nextDeadlineNs() <= nowNs;
        if (!nodeDue && !faultsDue && !endpointDue) {
            scheduleWake();
            return;
        }
        turn(() -> {
            if (sealed != null && endpointDue) {
                sealed.tick(nowNs, effects);
            }
            if (faultsDue) {
                faults.release();
            }
            if (nodeDue) {
                running.tick();
            }
        });
    }

    /** One turn of the node's loop, as the process would do it, and the judgement of what it shows. */
    private void turn(Runnable input) {
        Node running = node;
        if (running == null) {
            return;
        }
        try {
            long renames = disk.renames();
            input.run();
            running.endTurn();
            if (disk.renames() > renames) {
                ambush.named();
            }
            Endpoint sealed = endpoint;
            if (sealed != null) {
                sealed.flush(time.nowNs(), effects);
            }
            world.checked();
            if (isJudged(running)) {
                watch.check(running);
            }
        } catch (Violation e) {
            throw e;
        } catch (SpillDamaged e) {
            if (!rotten) {
                throw new Violation(name + " threw " + e, e);
            }
            diskFails = true;
            running.diskFailed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw new Violation(name + " threw " + e, e);
        }
        world.workload().settle();
        afterTurn(running);
    }

    private void afterTurn(Node running) {
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
            // What was to happen has happened.
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
        if (node != null && !paused) {
            scheduleWake();
        }
    }

    private Node running() {
        Node running = node;
        if (running == null) {
            throw new Violation(name + " speaks although it is off");
        }
        return running;
    }

    private void scheduleWake() {
        Node running = node;
        if (running == null) {
            return;
        }
        long next = Math.min(running.nextDeadlineNs(), faults.nextDeadlineNs());
        Endpoint sealed = endpoint;
        if (sealed != null) {
            next = Math.min(next, sealed.nextDeadlineNs());
        }
        if (next >= wakeNs) {
            return; // An earlier wake-up is on its way and will look again.
        }
        wakeNs = next;
        world.after(Math.max(0, next - time.nowNs()), new SimEvent.Wake(number, life, next));
    }

    // The ports.

    private void syncAsked(long ticket) {
        long nowNs = world.nowNs();
        if (syncBeginsNs <= nowNs) {
            syncBeginsNs = Math.max(nowNs, syncEndsNs);
            syncEndsNs = syncBeginsNs + random.between(SYNC_NS_MIN, syncDelayNsMax);
        }
        world.after(syncEndsNs - nowNs, new SimEvent.Synced(number, life, ticket));
    }

    private void readAsked(long ticket, byte @Nullable [] bytes) {
        long laterNs = random.between(SYNC_NS_MIN / 10, SYNC_NS_MIN);
        world.after(laterNs, new SimEvent.Read(number, life, ticket, bytes));
    }

    /** What the node sends. */
    private void send(Address to, Priority priority, byte[] message) {
        if (!gate.admit()) {
            return;
        }
        if (!isJudged(running())) {
            checkSilence(message);
        }
        if (voice.heard(this::running, to, priority, message) && endpoint == null) {
            maybeRepeatLate(to, priority, message);
        }
        Endpoint sealed = endpoint;
        if (sealed != null) {
            sealed.send(to, priority, message, time.nowNs(), effects);
        } else {
            faults.send(to, priority, message);
        }
    }

    /** A node that has no right to its member's place says who it is and no more. */
    private void checkSilence(byte[] message) {
        NodeMessage decoded;
        try {
            decoded = MessageCodec.decode(message);
        } catch (WireException e) {
            throw new Violation(name + " has sent what nobody can read: " + e.getMessage(), e);
        }
        if (!(decoded instanceof LifeMessage)) {
            throw new Violation(
                    "V: "
                            + name
                            + (second ? ", a copy," : ", restored from an older copy,")
                            + " takes part: "
                            + decoded);
        }
    }

    private void maybeRepeatLate(Address to, Priority priority, byte[] message) {
        if (random.chance(LATE_CHANCE)) {
            long lateNs = random.between(1_000_000_000L, LATE_NS_MAX);
            world.network().sendLate(number, to, priority, message.clone(), lateNs);
        }
    }

    /** Below the faults: bytes go to the wire. */
    private void transmit(Address to, Priority priority, byte[] bytes) {
        world.network().send(number, to, priority, bytes);
    }

    /** Above the faults: bytes from the wire reach the process. */
    private void deliver(Address from, byte[] bytes) {
        Node running = node;
        Endpoint sealed = endpoint;
        if (sealed != null) {
            sealed.receive(from, bytes, 0, bytes.length, time.nowNs(), effects);
        } else if (running != null) {
            voice.orders().received(from, bytes);
            running.receive(from, bytes);
        }
    }

    private final Effects effects =
            new Effects() {
                @Override
                public void sendDatagram(
                        Address to, Priority priority, byte[] buffer, int offset, int length) {
                    faults.send(to, priority, Arrays.copyOfRange(buffer, offset, offset + length));
                }

                @Override
                public void deliver(Address from, Priority priority, byte[] message) {
                    Node running = node;
                    if (running != null) {
                        voice.orders().received(from, message);
                        running.receive(from, message);
                    }
                }
            };

    // What everybody may know.

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

    /** The member that runs from this disk, or null while it has lost what its member has said. */
    @Nullable MemberId member() {
        return member;
    }

    boolean wasWiped() {
        return wiped;
    }

    /** Whether its process has said good-bye, since it was started last. */
    boolean hasLeft() {
        return left;
    }

    boolean isOff() {
        return node == null;
    }

    boolean isPaused() {
        return paused;
    }

    boolean isTargeted() {
        return gate.isArmed() || ambush.isSet();
    }

    @Nullable Node node() {
        return node;
    }

    Ambush ambush() {
        return ambush;
    }

    SimDisk disk() {
        return disk;
    }

    FaultyNetwork faults() {
        return faults;
    }

    SkewedTime clock() {
        return time;
    }

    /** Sets the wall clock as a time service does. */
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
}
