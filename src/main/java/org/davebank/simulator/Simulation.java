package org.davebank.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.journal.Genesis;
import org.davebank.node.port.Time;
import org.davebank.node.wire.MessageCodec;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.Raft;
import org.davebank.simulator.check.BankModel;
import org.davebank.simulator.check.Builds;
import org.davebank.simulator.check.ConsensusChecker;
import org.davebank.simulator.check.HistoryChecker;
import org.davebank.simulator.check.PromiseChecker;
import org.davebank.simulator.check.QueueWatch;
import org.davebank.simulator.check.ReplicaChecker;
import org.davebank.simulator.check.StampChecker;
import org.davebank.simulator.check.Violation;
import org.davebank.simulator.event.EventQueue;
import org.davebank.simulator.event.SimEvent;
import org.jspecify.annotations.Nullable;

/**
 * One run: a network driven by a seed, from its founding through faults to its healing.
 *
 * <p>First comes the safety phase, in which anything may fail and no rule may be broken; then
 * everything is healed and the liveness phase demands that within {@link #HEALING_NS_MAX} every
 * client has its answer and all replicas are equal. Not thread-safe; parallel runs share nothing.
 */
public final class Simulation {

    /** The virtual time in which a healed network has to answer all clients and become equal. */
    public static final long HEALING_NS_MAX = 60_000_000_000L;

    /**
     * The virtual time that clients may first add to get the answers that a seed needs to count.
     */
    static final long EXTENSION_NS_MAX = 120_000_000_000L;

    /** An audit shows in what nodes report of their memory, so runs by older rules go without. */
    private static final int AUDITED_RULES = 4;

    private static final long MS = 1_000_000L;
    private static final long MINUTE_NS = 60_000 * MS;
    private static final long ORIGIN_NS = 1_000 * MS;
    private static final long WALL_ORIGIN_MS = 1_700_000_000_000L;
    private static final long LOOK_NS = 100 * MS;
    private static final String CURRENCY = "GBP";

    private final SimulationSettings settings;
    private final @Nullable Consumer<String> trace;
    private final EventQueue queue = new EventQueue();
    private final ConsensusChecker consensus = new ConsensusChecker(this::committed);
    private final PromiseChecker promises = new PromiseChecker();
    private final ReplicaChecker replicas = new ReplicaChecker(promises);
    private final StampChecker stamps = new StampChecker();
    private final FileChecker files;
    private final HistoryChecker history;
    private final SimNetwork network;
    private final Workload workload;
    private final Chaos chaos;
    private final Genesis genesis;
    private final SimLimits limits;
    private final Builds builds;
    private final QueueWatch queues;
    private final byte[] clusterKey = new byte[32];
    private final List<Machine> machines = new ArrayList<>();
    private long nowNs = ORIGIN_NS;
    private long events;
    private long traceHash;
    private boolean converged;

    private final Time time =
            new Time() {
                @Override
                public long nowNs() {
                    return nowNs;
                }

                @Override
                public long wallMs() {
                    return WALL_ORIGIN_MS + nowNs / MS;
                }
            };

    private Simulation(SimulationSettings settings, @Nullable Consumer<String> trace) {
        this.settings = settings;
        this.trace = trace;
        // A growing network has its first files while it is a single node.
        files =
                new FileChecker(
                        this,
                        settings.grown() ? 1 : Math.min(2, settings.nodes()),
                        Math.min(3, settings.nodes()));
        history = new HistoryChecker(files::referenced);
        RandomSource random = new RandomSource(settings.seed());
        limits = SimLimits.of(random.fork(), settings.minutes());
        builds = new Builds(settings.mixed(), settings.nodes(), settings.rules());
        queues = new QueueWatch(limits.replicas());
        network = new SimNetwork(this, random.fork(), settings.nodes());
        workload = new Workload(this, random.fork(), history);
        chaos = new Chaos(this, random.fork());
        random.nextBytes(clusterKey);
        List<Genesis.Voter> voters = new ArrayList<>();
        for (int i = 0; i < settings.nodes(); i++) {
            boolean server = i < settings.servers();
            String name = server ? "server-" + (i + 1) : "worker-" + (i + 1 - settings.servers());
            if (server && (i == 0 || !settings.grown())) {
                voters.add(new Genesis.Voter(new MemberId(random.nextLong() | 1), name));
            }
            Machine machine = new Machine(this, i, name, server, random.fork());
            machines.add(machine);
            network.attach(i, machine.address());
        }
        genesis =
                new Genesis(
                        random.nextLong(),
                        settings.shards(),
                        settings.replicas(),
                        CURRENCY,
                        settings.grown() ? 1 : settings.nodes(),
                        voters);
    }

    /**
     * Runs a whole simulation; takes about a second of one core for a minute.
     *
     * @param trace given a line for every event and for what nodes and faults say, or null
     */
    public static SimulationReport run(
            SimulationSettings settings, @Nullable Consumer<String> trace) {
        return new Simulation(settings, trace).run();
    }

    private SimulationReport run() {
        String violation = null;
        try {
            safetyPhase();
            livenessPhase();
        } catch (RuntimeException e) {
            boolean broken = e instanceof Violation;
            violation =
                    "at " + seconds() + ": " + (broken ? e.getMessage() : "a checker threw " + e);
            Consumer<String> listener = trace;
            if (listener != null) {
                listener.accept(violation);
                Throwable cause = broken ? e.getCause() : e;
                for (Throwable each = cause; each != null; each = each.getCause()) {
                    listener.accept("caused by " + each);
                    Arrays.stream(each.getStackTrace())
                            .limit(20)
                            .forEach(frame -> listener.accept("    at " + frame));
                }
            }
        }
        return new SimulationReport(
                settings,
                nowNs - ORIGIN_NS,
                events,
                workload.acknowledged(),
                workload.reads(),
                chaos.crashes(),
                chaos.pauses(),
                consensus.leaderChanges(),
                chaos.partitions(),
                network.lost(),
                files.count(),
                replicas.replaced(),
                converged,
                traceHash,
                workload.heard().undecided(),
                violation);
    }

    private void safetyPhase() {
        RandomSource random = new RandomSource(settings.seed() + 1);
        long lastStartNs = settings.grown() ? 12_000 * MS : 300 * MS;
        for (Machine machine : machines) {
            step(random.between(0, lastStartNs), "start", () -> startOnce(machine));
        }
        workload.begin();
        everySecond();
        long endsNs = ORIGIN_NS + settings.minutes() * MINUTE_NS;
        if (settings.faults()) {
            // In some runs the network is founded while faults are active.
            long calmNs = random.chance(0.25) ? 500 * MS : 8_000 * MS;
            step(calmNs, "chaos", () -> chaos.begin(endsNs));
        }
        runUntil(endsNs);
    }

    private void everySecond() {
        files.check();
        for (int group = 0; group <= settings.shards(); group++) {
            GroupId id = new GroupId(group);
            replicas.second(id, consensus.committedCount(id));
        }
        if (settings.rules() >= AUDITED_RULES) {
            Machine audited = machines.get((int) (nowNs / (1_000 * MS) % machines.size()));
            if (!audited.isRotten()) {
                new BooksChecker(this, history).audit(audited);
            }
        }
        step(1_000 * MS, "files", this::everySecond);
    }

    private void startOnce(Machine machine) {
        if (machine.isOff() && machine.life() == 0) {
            machine.start();
        }
    }

    private void livenessPhase() {
        trace("all", "are healed");
        chaos.heal();
        long healedMs = time.wallMs();
        long extendedNs = nowNs + EXTENSION_NS_MAX;
        runUntil(nowNs + 2_000 * MS);
        while (workload.acknowledged() < SimulationReport.ACKNOWLEDGED_MIN && nowNs < extendedNs) {
            look(healedMs);
        }
        workload.close();
        // A machine that said good-bye and never came back is replaced as well, but later.
        long limitNs = chaos.goodByePatienceNs() + HEALING_NS_MAX;
        long deadlineNs = nowNs + limitNs;
        String missing = "";
        while (nowNs < deadlineNs) {
            look(healedMs);
            missing = workload.isIdle() ? new Settled(this).missing() : "a client has no answer";
            missing = missing.isEmpty() ? files.notSettled() : missing;
            missing =
                    missing.isEmpty()
                            ? workload.payments().unfinished(settings.shards(), time.wallMs())
                            : missing;
            // A server that is gone for ever stays a voter where no other can take its place.
            if (missing.isEmpty() && chaos.gone() == null) {
                missing = builds.missing(settings.shards() + 1);
            }
            missing = missing.isEmpty() ? chaos.secondLife().notRefused() : missing;
            if (missing.isEmpty()) {
                converged = true;
                BooksChecker books = new BooksChecker(this, history);
                books.check();
                workload.heard().check(books.books(), books.balances());
                if (settings.rules() >= 3) {
                    trace("audits", "have judged " + workload.cuts().judged() + " cuts");
                }
                trace("checkers", "have judged " + workload.heard().size() + " calls");
                return;
            }
        }
        throw new Violation(
                "L1: not converged " + limitNs / (1_000 * MS) + " s after healing: " + missing);
    }

    private void look(long healedMs) {
        runUntil(nowNs + LOOK_NS);
        if (builds.agree(settings.shards())) {
            workload.payments().checkPrompt(settings.shards(), time.wallMs(), healedMs);
        }
    }

    private void committed(GroupId group, Entry entry) {
        queues.committed(group, entry);
        if (entry.kind() == EntryKind.CONFIGURATION) {
            try {
                replicas.committed(group, Configuration.decode(entry.data()));
            } catch (WireException e) {
                throw new Violation(group + " has committed no configuration", e);
            }
        }
        if (entry.kind() == EntryKind.RULES) {
            LedgerRules rules = builds.committed(group, entry, membersOf(group));
            if (group.isShard()) {
                history.model(group).follow(rules);
            }
        }
        if (entry.kind() != EntryKind.COMMAND) {
            return;
        }
        if (!group.isShard()) {
            files.decided(entry);
            return;
        }
        try {
            LedgerBatch batch = LedgerCodec.readBatch(new WireReader(entry.data()));
            BankModel model = history.model(group);
            model.apply(entry.index(), batch);
            workload.cuts().committed(batch);
            chaos.steps().committed(group, batch);
            long stampMs = model.stampAt(entry.index());
            stamps.committed(group, entry.index(), entry.term(), batch.stampMs(), stampMs);
        } catch (WireException e) {
            throw new Violation(
                    group + " has committed what nobody can read: " + e.getMessage(), e);
        }
    }

    /** The machines of the group's members, by the newest configuration that one of them has. */
    private List<Integer> membersOf(GroupId group) {
        Raft newest = null;
        for (Machine machine : machines) {
            Raft raft = machine.raft(group);
            if (raft != null
                    && (newest == null
                            || raft.configurationIndex() > newest.configurationIndex())) {
                newest = raft;
            }
        }
        List<Integer> members = new ArrayList<>();
        for (Machine machine : machines) {
            MemberId member = machine.member();
            if (newest != null && member != null && newest.configuration().contains(member)) {
                members.add(machine.number());
            }
        }
        return members;
    }

    // Virtual time.

    private void runUntil(long endNs) {
        while (!queue.isEmpty() && queue.nextTimeNs() <= endNs) {
            nowNs = Math.max(nowNs, queue.nextTimeNs());
            SimEvent event = queue.poll();
            if (event != null) {
                take(event);
            }
        }
        nowNs = Math.max(nowNs, endNs);
    }

    private void take(SimEvent event) {
        switch (event) {
            case SimEvent.Arrival e -> {
                note(e.machine(), Arrays.hashCode(e.bytes()));
                if (trace != null) {
                    trace(machine(e.machine()).name(), "<- " + e.from() + " " + describe(e));
                }
            }
            case SimEvent.Wake e -> note(e.machine(), 1);
            case SimEvent.Synced e -> note(e.machine(), e.ticket() << 8 | 2);
            case SimEvent.Read e -> note(e.machine(), e.ticket() << 8 | 4);
            case SimEvent.Submission e -> note(e.machine(), 3);
            case SimEvent.Step e -> note(-1, e.what().length());
        }
        switch (event) {
            case SimEvent.ForMachine e -> machine(e.machine()).handle(e);
            case SimEvent.Step e -> e.action().run();
        }
    }

    private String describe(SimEvent.Arrival event) {
        if (settings.sealed()) {
            return event.bytes().length + " sealed bytes";
        }
        try {
            return MessageCodec.decode(event.bytes()).toString();
        } catch (WireException e) {
            return event.bytes().length + " bytes";
        }
    }

    private void note(int machine, long what) {
        traceHash =
                RandomSource.mix64(traceHash * 31 + (nowNs ^ what << 20 ^ (long) machine << 56));
    }

    void after(long delayNs, SimEvent event) {
        queue.add(nowNs + delayNs, event);
    }

    void step(long delayNs, String what, Runnable action) {
        after(delayNs, new SimEvent.Step(what, action));
    }

    /** A node has handled an input and is about to be judged. */
    void checked() {
        events++;
    }

    void crashed(Machine machine) {
        chaos.crashed();
        files.check();
        workload.crashed(machine);
    }

    void trace(String who, String what) {
        Consumer<String> listener = trace;
        if (listener != null) {
            listener.accept(seconds() + " " + who + " " + what);
        }
    }

    private String seconds() {
        return (nowNs - ORIGIN_NS) / 1_000 / 1_000_000.0 + " s";
    }

    // Accessors.

    SimulationSettings settings() {
        return settings;
    }

    Builds builds() {
        return builds;
    }

    SimLimits limits() {
        return limits;
    }

    Time time() {
        return time;
    }

    long nowNs() {
        return nowNs;
    }

    /** The founding record for a founder, null for a node that joins. */
    @Nullable Genesis genesis(Machine machine) {
        boolean founder = machine.number() == 0 || !settings.grown();
        return founder && !machine.wasWiped() ? genesis : null;
    }

    byte[] clusterKey() {
        return clusterKey.clone();
    }

    SimNetwork network() {
        return network;
    }

    Workload workload() {
        return workload;
    }

    FileChecker files() {
        return files;
    }

    Chaos chaos() {
        return chaos;
    }

    ConsensusChecker consensus() {
        return consensus;
    }

    ReplicaChecker replicas() {
        return replicas;
    }

    QueueWatch queues() {
        return queues;
    }

    StampChecker stamps() {
        return stamps;
    }

    PromiseChecker promises() {
        return promises;
    }

    List<Machine> machines() {
        return machines;
    }

    /** @param number of the machine; the spare machine of a second life comes after the last */
    Machine machine(int number) {
        Machine spare = number == machines.size() ? chaos.secondLife().spare() : null;
        return spare == null ? machines.get(number) : spare;
    }

    List<Address> addressesExcept(int number) {
        List<Address> addresses = new ArrayList<>();
        for (Machine machine : machines) {
            if (machine.number() != number) {
                addresses.add(machine.address());
            }
        }
        return addresses;
    }
}
