package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.state.Ledger;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberStatus;
import org.davebank.membership.MembershipInput;
import org.davebank.node.files.Files;
import org.davebank.node.files.Shares;
import org.davebank.node.journal.EventLog;
import org.davebank.node.journal.Genesis;
import org.davebank.node.journal.NodeFolder;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.journal.RecoveredLives;
import org.davebank.node.lives.Abode;
import org.davebank.node.lives.Lives;
import org.davebank.node.port.Disk;
import org.davebank.node.port.Network;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.port.Time;
import org.davebank.node.replica.Clearance;
import org.davebank.node.replica.ClockAlarm;
import org.davebank.node.replica.Clocks;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.replica.Outbox;
import org.davebank.node.replica.Refusals;
import org.davebank.node.replica.ReplicaQueues;
import org.davebank.node.replica.Scans;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.supernode.AuditRounds;
import org.davebank.node.supernode.Supernode;
import org.davebank.node.wire.Asker;
import org.davebank.node.wire.FoundOut;
import org.davebank.node.wire.Life;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftInput;
import org.davebank.raft.Role;
import org.davebank.storage.Journal;
import org.davebank.storage.RecordKind;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * One node of the network.
 *
 * <p>Single-threaded: its loop calls {@link #receive}, {@link #submit}, {@link #synced} and {@link
 * #tick} in any order, and {@link #endTurn} after one or several of them. Nothing here blocks.
 *
 * <pre>
 * starting → running (the journal's recovered tail is synced) → stopped (left, or the disk failed)
 * </pre>
 */
public final class Node {

    /** What is said of a node that takes no more writes. */
    private static final String MEMORY_FULL = " holds as much as its memory allows";

    /** Wall clocks agree when they are surely no further apart than this, in milliseconds. */
    public static final long CLOCK_SKEW_MS_MAX = Clocks.SKEW_MS_MAX;

    private static final long MARK_INTERVAL_NS = 100_000_000L;

    private final NodeSettings settings;
    private final Network network;
    private final Disk disk;
    private final Time time;
    private final NodeHooks hooks;
    private final MemberId self;
    private final NodeJournal journal;
    private final Clocks clocks;
    private final Refusals refusals;
    private final ClockAlarm alarm;
    private final Outbox outbox;
    private final EventLog events;
    private final RoutingTable routes = new RoutingTable();
    private final Reports reports = new Reports();
    private final AuditRounds audits = new AuditRounds();
    private final Scans scans;
    private final Files files;
    private final Shares shares;
    private final Requests requests;
    private final RequestHandler handler;
    private final Lives lives;
    private final Clearance clearance;
    private final String formerPlace;
    private final long beganNs;
    private final List<Address> acquaintances;
    private final Neighbours neighbours;
    private final Replicas replicas;
    private @Nullable Supernode supernode;
    private @Nullable Genesis genesis;
    private long fence;
    private boolean running;
    private boolean stopped;
    private String whyStopped = "";
    private @Nullable String mistrust;
    private long nextReportNs;
    private long nextSupernodeNs;
    private long nextMarkNs;
    private long inputs;

    private Node(
            NodeSettings settings,
            Network network,
            Disk disk,
            Time time,
            RandomSource random,
            NodeHooks hooks,
            Recovered recovered,
            Journal opened) {
        this.settings = settings;
        this.disk = disk;
        this.time = time;
        this.hooks = hooks;
        this.self = Objects.requireNonNull(recovered.member);
        this.journal = new NodeJournal(opened, disk);
        this.events = new EventLog(settings.name(), time, hooks);
        this.files = new Files(settings.files(), disk, time, journal, this::submit);
        this.shares = new Shares(new Own(), files);
        this.scans = new Scans(settings.scans(), time);
        this.handler = new RequestHandler(this, files, shares, audits, scans, hooks);
        this.genesis = recovered.genesis;
        this.fence = recovered.fence;
        long nowNs = time.nowNs();
        long firstRequest = random.nextLong() >>> 1;
        RecoveredLives before = recovered.lives;
        boolean moved =
                !before.chain.isEmpty()
                        && (before.moved || !before.identity.equals(disk.identity()));
        this.formerPlace = before.place;
        this.acquaintances = acquaintances(settings, recovered);
        this.lives =
                new Lives(
                        new Abode(
                                self,
                                settings.name(),
                                settings.address(),
                                moved,
                                disk.identity(),
                                disk.place(),
                                time.wallMs()),
                        before,
                        recovered.addresses,
                        network,
                        journal,
                        time,
                        firstRequest,
                        new Own());
        this.clearance = new Clearance(self, nowNs);
        this.beganNs = nowNs;
        this.network = lives;
        Member me =
                new Member(
                        self,
                        settings.name(),
                        settings.server() ? MemberRole.SERVER : MemberRole.WORKER,
                        settings.address(),
                        settings.httpPort(),
                        settings.agent(),
                        recovered.incarnation + 1);
        this.neighbours =
                new Neighbours(
                        settings,
                        me,
                        recovered.addresses,
                        lives,
                        journal,
                        events,
                        random.fork(),
                        nowNs,
                        new Own());
        this.clocks = new Clocks(self, time, firstRequest);
        this.refusals = new Refusals(events, time, neighbours::name);
        this.alarm = new ClockAlarm(clocks, events, neighbours::name);
        this.outbox = new Outbox(self, lives, clocks, neighbours::address);
        this.requests = new Requests(neighbours, lives, routes, firstRequest, handler::handle);
        this.replicas =
                new Replicas(
                        new Replicas.Surroundings(
                                settings.name(),
                                self,
                                settings.raft(),
                                settings.replicas(),
                                journal,
                                outbox,
                                events,
                                routes,
                                audits,
                                clocks,
                                refusals,
                                neighbours::usable,
                                time,
                                random,
                                recovered.spill,
                                this::leaderChanged));
        this.nextReportNs = nowNs;
        this.nextSupernodeNs = nowNs;
        this.nextMarkNs = nowNs;
    }

    /**
     * Recovers a node from its folder, or makes a new one of an empty folder.
     *
     * @param genesis used only when the folder is empty: then this node is one of the founders if it
     *     is named there
     * @throws NodeRefused when the folder cannot be used; the message is for a person
     */
    public static Node start(
            NodeSettings settings,
            @Nullable Genesis genesis,
            Network network,
            Disk disk,
            Time time,
            RandomSource random,
            NodeHooks hooks)
            throws NodeRefused {
        NodeFolder folder = NodeFolder.open(settings, genesis, disk, random, null);
        return start(settings, genesis, folder, network, disk, time, random, hooks);
    }

    /**
     * Sets aside what lies in the folder and begins again as a new member, which joins by the
     * settings' seeds and by the addresses that the folder's journal has.
     *
     * @param why the sentence of {@link #mistrust}
     * @throws NodeRefused when there is nobody whom the node could join
     */
    public static Node startAgain(
            NodeSettings settings,
            String why,
            Network network,
            Disk disk,
            Time time,
            RandomSource random,
            NodeHooks hooks)
            throws NodeRefused {
        NodeFolder folder = NodeFolder.open(settings, null, disk, random, why);
        return start(settings, null, folder, network, disk, time, random, hooks);
    }

    private static Node start(
            NodeSettings settings,
            @Nullable Genesis genesis,
            NodeFolder folder,
            Network network,
            Disk disk,
            Time time,
            RandomSource random,
            NodeHooks hooks) {
        Recovered recovered = folder.recovered();
        Node node =
                new Node(settings, network, disk, time, random, hooks, recovered, folder.journal());
        folder.unprovenFiles().forEach(disk::include);
        node.files.recover(disk.files(), recovered.contents);
        boolean mayFound = folder.wasEmpty() && disk.setAsideCount() == 0;
        if (!folder.repaired().isEmpty()) {
            node.events.record(EventKind.FOLDER_REPAIRED, folder.repaired());
        }
        node.begin(recovered, mayFound ? genesis : null, folder.setAside(), random.nextLong());
        return node;
    }

    /** Where somebody may know this node, or be it. */
    private static List<Address> acquaintances(NodeSettings settings, Recovered recovered) {
        TreeSet<Address> all = new TreeSet<>(settings.seeds());
        all.addAll(recovered.addresses.values());
        all.addAll(recovered.lives.addresses);
        all.remove(settings.address());
        return List.copyOf(all);
    }

    private void begin(
            Recovered recovered, @Nullable Genesis founding, String setAside, long nonce) {
        if (!setAside.isEmpty()) {
            events.record(EventKind.FOLDER_SET_ASIDE, setAside);
            byte[] addresses = Recovered.writeAddresses(recovered.addresses);
            journal.save(RecordKind.NOTE, 0, addresses);
        }
        if (recovered.groups.isEmpty() && founding != null) {
            found(founding);
        } else if (recovered.incarnation == 0) {
            journal.save(RecordKind.IDENTITY, 0, Recovered.writeIdentity(self, settings.name()));
        }
        journal.save(
                RecordKind.INCARNATION,
                0,
                new WireWriter().varint(recovered.incarnation + 1).toBytes());
        lives.begin(nonce);
        replicas.recover(recovered);
        if (!recovered.groups.isEmpty()) {
            for (GroupReplica<?> replica : replicas.all()) {
                clearance.hold(replica.group(), replica.raft()::configuration);
            }
        }
        beginDuties();
        // Nothing may be said before what was recovered is surely on disk.
        journal.afterSync(() -> {
            running = true;
            lives.greet(acquaintances);
            lookForClearance();
            events.record(
                    EventKind.NODE_STARTED,
                    settings.name() + " runs with " + replicas.all().size() + " replicas");
        });
        journal.flush();
    }

    private void found(Genesis founding) {
        List<MemberId> voters = new ArrayList<>();
        founding.voters().forEach(voter -> voters.add(voter.id()));
        journal.save(RecordKind.IDENTITY, 0, Recovered.writeIdentity(self, settings.name()));
        if (voters.contains(self)) {
            genesis = founding;
            journal.save(RecordKind.FOUNDED, 0, Recovered.writeGenesis(founding));
            createReplica(GroupId.SYSTEM, Configuration.ofVoters(voters));
        }
    }

    /** Starts a replica that this node does not have. */
    void createReplica(GroupId group, Configuration founding) {
        replicas.create(group, founding);
        beginDuties();
    }

    void dropReplica(GroupReplica<?> replica) {
        replicas.drop(replica);
        scans.remove(replica.group());
    }

    /** A node with a replica of the system group may have to do the supernode's work. */
    private void beginDuties() {
        GroupReplica<SystemCommand> system = replicas.system();
        SystemState state = replicas.systemState();
        if (supernode == null && system != null && state != null) {
            supernode =
                    new Supernode(
                            new Own(),
                            system,
                            state,
                            genesis,
                            settings.files(),
                            settings.rebuildAfterNs(),
                            events);
        }
    }

    private void leaderChanged(GroupId group) {
        long nowNs = time.nowNs();
        requests.leaderChanged(group, nowNs);
        if (self.equals(routes.route(group).leader())) {
            nextReportNs = nowNs; // The others should not have to wait to learn it.
        }
    }

    /** Takes a message from the network. Bytes that are no message of ours are dropped. */
    public void receive(Address from, byte[] bytes) {
        if (!running || stopped) {
            return;
        }
        NodeMessage message;
        try {
            message = MessageCodec.decode(bytes);
        } catch (WireException | IllegalArgumentException e) {
            // Only a peer of another version, or a bug of ours, can cause this.
            refusals.unreadable(from, String.valueOf(e.getMessage()));
            return;
        }
        if (!(message instanceof LifeMessage) && !lives.admits(from, message)) {
            return;
        }
        inputs++;
        long nowNs = time.nowNs();
        switch (message) {
            case LifeMessage m -> lives.receive(from, m);
            case NodeMessage.Consensus m -> consensus(m);
            case NodeMessage.Gossip m ->
                    neighbours.step(new MembershipInput.Received(from, m.message()), nowNs);
            case NodeMessage.Request m -> serve(from, m);
            case NodeMessage.Response m -> requests.receive(m.id(), m.reply(), nowNs);
            case NodeMessage.Report m -> take(m.report(), nowNs);
        }
    }

    private void consensus(NodeMessage.Consensus message) {
        if (!message.to().equals(self)) {
            return; // Meant for an earlier life of this node, before its folder was lost.
        }
        clocks.observe(message.from(), message.clock());
        for (NodeMessage.Frame frame : message.frames()) {
            GroupReplica<?> replica = replica(frame.group());
            if (replica != null && clearance.admits(message.from(), frame, replica.raft())) {
                replica.step(new RaftInput.Received(message.from(), frame.message()));
            }
        }
    }

    private void lookForClearance() {
        boolean alone = neighbours.areNone();
        if (!clearance.isComplete()) {
            clearance.look(
                    lives::isWelcomedBy, neighbours::isGone, alone, lives.welcomes(), time.nowNs());
        }
        if (!lives.isEstablished() && clearance.isEstablished(alone, lives.welcomes())) {
            lives.establish();
        }
    }

    private void serve(Address from, NodeMessage.Request request) {
        Priority priority =
                switch (request.body()) {
                    case RequestBody.Control b -> Priority.CONTROL;
                    case RequestBody.ReadChunk b -> Priority.FILE;
                    default -> Priority.LOG;
                };
        handler.handle(
                new Asker(from, request.id()),
                request.body(),
                reply ->
                        network.send(
                                from,
                                priority,
                                MessageCodec.encode(
                                        new NodeMessage.Response(request.id(), reply))));
    }

    private void take(NodeReport report, long nowNs) {
        events.observe(report.events());
        for (GroupId group : reports.take(report, routes, nowNs)) {
            requests.leaderChanged(group, nowNs);
        }
    }

    /**
     * Asks the network on behalf of a client in this process.
     *
     * @param reply called once, on the loop's thread, perhaps before this method returns
     */
    public void submit(RequestBody body, long timeoutNs, Consumer<Reply> reply) {
        if (stopped) {
            reply.accept(new Reply.Declined("this node is stopping"));
            return;
        }
        inputs++;
        long nowNs = time.nowNs();
        NodeReport full =
                body instanceof RequestBody.Post post
                        ? reports.fullHolder(post.group(), nowNs)
                        : null;
        if (full != null) {
            reply.accept(new Reply.Busy(full.name() + full.whyFull()));
            return;
        }
        requests.begin(body, timeoutNs, reply, nowNs);
    }

    /** A sync has finished; see {@link Disk#sync}. */
    public void synced(long ticket) {
        if (!stopped) {
            journal.synced(ticket);
        }
    }

    /**
     * A part of a file was read; see {@link Disk#readPart}.
     *
     * @param bytes null when there is no such file or the disk could not read it
     */
    public void readDone(long ticket, byte @Nullable [] bytes) {
        if (!stopped) {
            files.readDone(ticket, bytes);
        }
    }

    /** The disk reported an error: the node says nothing more, for it cannot know what is durable. */
    public void diskFailed(String why) {
        stop("the disk failed, see the log; the node has stopped at once");
        events.record(EventKind.DISK_FAILED, "the disk failed: " + why);
    }

    /**
     * This node must not vote or serve from its folder any longer: it may have forgotten what it
     * promised. It stops; its owner is to call {@link #startAgain}.
     *
     * @param why one sentence without a full stop, which begins with what was found
     */
    void mistrustFolder(String why) {
        mistrust = why;
        stop(why);
        requests.end("the node that was asked begins again as a new member");
    }

    /** Why the folder is to be set aside, or null; see {@link #startAgain}. */
    public @Nullable String mistrust() {
        return mistrust;
    }

    private void stop(String why) {
        stopped = true;
        whyStopped = why;
    }

    /** Does what is due; to be called when {@link #nextDeadlineNs} has come. */
    public void tick() {
        if (!running || stopped) {
            return;
        }
        long nowNs = time.nowNs();
        lives.tick(nowNs);
        for (GroupReplica<?> replica : new ArrayList<>(replicas.all())) {
            boolean clear = clearance.isClear(replica.group());
            if (clear && replica.raft().nextDeadlineNs() <= nowNs) {
                replica.step(new RaftInput.Tick());
            }
        }
        if (neighbours.nextDeadlineNs() <= nowNs) {
            neighbours.step(new MembershipInput.Tick(), nowNs);
        }
        requests.tick(nowNs);
        audits.tick(nowNs, inputs);
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + Reports.INTERVAL_NS;
            lookForClearance();
            report(nowNs);
        }
        Supernode duties = supernode;
        if (duties != null && nowNs >= nextSupernodeNs) {
            nextSupernodeNs = nowNs + Supernode.INTERVAL_NS;
            duties.tick(nowNs);
        }
        if (nowNs >= nextMarkNs) {
            nextMarkNs = nowNs + MARK_INTERVAL_NS;
            journal.mark();
        }
    }

    /** Ends a turn of the loop: one entry a group, one sync, one packet a peer. */
    public void endTurn() {
        if (stopped) {
            return;
        }
        for (GroupReplica<?> replica : new ArrayList<>(replicas.all())) {
            replica.endTurn();
        }
        journal.flush();
        outbox.flush();
        scans.endTurn();
    }

    /** When {@link #tick} is due next. */
    public long nextDeadlineNs() {
        if (!running || stopped) {
            return Long.MAX_VALUE;
        }
        if (scans.pending()) {
            return time.nowNs();
        }
        long next = Math.min(nextReportNs, Math.min(nextMarkNs, neighbours.nextDeadlineNs()));
        next = Math.min(next, Math.min(requests.nextDeadlineNs(), audits.nextDeadlineNs()));
        next = Math.min(next, lives.nextDeadlineNs());
        if (replicas.leadsSystem()) {
            next = Math.min(next, nextSupernodeNs);
        }
        for (GroupReplica<?> replica : replicas.all()) {
            if (clearance.isClear(replica.group())) {
                next = Math.min(next, replica.nextDeadlineNs());
            }
        }
        return next;
    }

    private void report(long nowNs) {
        NodeHooks.Figures figures = hooks.figures();
        alarm.look(replicas.all());
        NodeReport report =
                new NodeReport(
                        self,
                        settings.name(),
                        time.wallMs(),
                        figures.uptimeMs(),
                        figures.heapBytes(),
                        figures.residentBytes(),
                        figures.bytesSent(),
                        figures.bytesReceived(),
                        handler.requestsDone(),
                        journal.bytes(),
                        whyFull(),
                        new NodeReport.Load(
                                figures.longestTurnUs(),
                                figures.longTurns(),
                                scans.longScans(),
                                scans.refused()),
                        refusals.count(),
                        alarm.skewed(),
                        figures.activeFaults(),
                        replicas.reports(nowNs),
                        neighbours.reachesServers(lives::isOpen)
                                ? events.takeUnreported()
                                : List.of());
        reports.take(report, routes, nowNs);
        neighbours.tellServers(new NodeMessage.Report(report));
    }

    /** Announces that this node leaves, and hands over what it leads. */
    public void leave() {
        if (!running || stopped) {
            return;
        }
        for (GroupReplica<?> replica : replicas.all()) {
            MemberId successor = successor(replica);
            if (replica.raft().role() == Role.LEADER && successor != null) {
                replica.step(new RaftInput.Transfer(successor));
            }
        }
        neighbours.step(new MembershipInput.Leave(), time.nowNs());
        events.record(EventKind.NODE_STOPPING, settings.name() + " stops");
    }

    private @Nullable MemberId successor(GroupReplica<?> replica) {
        MemberId best = null;
        long bestMatch = -1;
        for (var each : replica.raft().progress().entrySet()) {
            boolean voter = replica.raft().configuration().isVoter(each.getKey());
            boolean other = !each.getKey().equals(self) && neighbours.usable(each.getKey());
            if (voter && other && each.getValue().matchIndex() > bestMatch) {
                best = each.getKey();
                bestMatch = each.getValue().matchIndex();
            }
        }
        return best;
    }

    /** The highest term of a supernode that this node has obeyed; older ones are refused. */
    boolean fenced(long supernodeTerm) {
        if (supernodeTerm < fence) {
            return true;
        }
        if (supernodeTerm > fence) {
            fence = supernodeTerm;
            journal.save(RecordKind.FENCE, 0, new WireWriter().varint(fence).toBytes());
        }
        return false;
    }

    /**
     * Why this node takes no more writes, to follow its name, or empty: the logs and ledgers are as
     * large as they may be, or the disk is nearly full.
     */
    String whyFull() {
        if (disk.roomBytes() < Disk.ROOM_BYTES_MIN) {
            return Disk.FULL;
        }
        return replicas.memoryBytes() > settings.memoryBytesMax() ? MEMORY_FULL : "";
    }

    long nowNs() {
        return time.nowNs();
    }

    NodeJournal journal() {
        return journal;
    }

    EventLog events() {
        return events;
    }

    @Nullable GroupReplica<?> replica(GroupId group) {
        return replicas.find(group);
    }

    @Nullable GroupReplica<LedgerCommand> shard(GroupId group) {
        return replicas.shard(group);
    }

    @Nullable GroupReplica<SystemCommand> system() {
        return replicas.system();
    }

    /** This node's replicas, for inspection by the simulator's checkers. */
    public List<ReplicaView> replicas() {
        return replicas.views();
    }

    /**
     * One replica as it stands; valid until the next input.
     *
     * @param ledger null for the system group
     * @param queues what waited when the view was made
     */
    public record ReplicaView(
            GroupId group,
            Raft raft,
            long appliedIndex,
            @Nullable Ledger ledger,
            ReplicaQueues queues) {}

    /** The present life of this member. */
    public Life life() {
        return lives.own();
    }

    /** The newest life of another member that this node has accepted, or null. */
    public @Nullable Life knownLife(MemberId member) {
        return lives.known(member);
    }

    /** Names of the files that this node keeps. */
    public Set<String> fileNames() {
        return files.names();
    }

    /** What the network has agreed on as far as it is applied here, or null without a replica. */
    public @Nullable SystemState systemState() {
        return replicas.systemState();
    }

    public MemberId self() {
        return self;
    }

    public boolean running() {
        return running && !stopped;
    }

    /** True after {@link #diskFailed} and when another node has its name: the process must end. */
    public boolean stopped() {
        return stopped;
    }

    /** Why it has stopped, for a person; empty while it has not. */
    public String whyStopped() {
        return whyStopped;
    }

    public boolean joined() {
        return neighbours.joined();
    }

    /** Everything that this node knows, for people. */
    public NodeView view() {
        long nowNs = time.nowNs();
        SystemState agreed = replicas.systemState();
        SystemState state = agreed == null ? new SystemState() : agreed;
        Map<Integer, List<MemberId>> placements = new TreeMap<>();
        Map<GroupId, RoutingTable.Route> known = new TreeMap<>();
        known.put(GroupId.SYSTEM, routes.route(GroupId.SYSTEM));
        SystemCommand.Found founding = state.founding();
        for (int shard = 0; founding != null && shard < founding.shards(); shard++) {
            List<MemberId> placement = state.placement(shard);
            if (placement != null) {
                placements.put(shard, placement);
                routes.learnReplicas(GroupId.ofShard(shard), placement);
            }
            known.put(GroupId.ofShard(shard), routes.route(GroupId.ofShard(shard)));
        }
        return new NodeView(
                self,
                settings.name(),
                time.wallMs(),
                nowNs,
                neighbours.members(),
                reports.seen(nowNs),
                founding,
                state.members(),
                placements,
                state.imports(),
                state.faults(),
                state.auditTrail(),
                state.files(),
                new NodeView.Rebuild(settings.rebuildAfterNs(), settings.files().deadForGoodNs()),
                known,
                events.newest(),
                requests.size());
    }

    /** What the parts of this node may ask of it. */
    private final class Own
            implements Supernode.Hands,
                    Shares.Surroundings,
                    Neighbours.Surroundings,
                    Lives.Surroundings {
        @Override
        public MemberId self() {
            return self;
        }

        @Override
        public List<MemberStatus> members() {
            return neighbours.members();
        }

        @Override
        public Map<MemberId, NodeReport> reports() {
            return reports.fresh(time.nowNs());
        }

        @Override
        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
            submit(body, timeoutNs, answer);
        }

        @Override
        public void memberLost(MemberId member) {
            requests.memberLost(member, time.nowNs());
            shares.memberLost(member);
        }

        @Override
        public void welcomed(MemberId member) {
            lookForClearance();
        }

        @Override
        public List<GroupId> notAlone(MemberId member) {
            List<GroupId> shared = new ArrayList<>();
            for (GroupReplica<?> replica : replicas.all()) {
                Configuration configuration = replica.raft().configuration();
                if (configuration.voters().stream().anyMatch(each -> !each.equals(member))) {
                    shared.add(replica.group());
                }
            }
            return shared;
        }

        @Override
        public void foundOut(LifeMessage.Known by) {
            String alone = heldAlone(by.notAlone());
            if (!by.alive() && !alone.isEmpty() && time.nowNs() - beganNs < FoundOut.ALONE_NS) {
                return; // Perhaps another one knows who else holds it by now.
            }
            FoundOut found = FoundOut.of(by, settings.name(), lives.place(), formerPlace, alone);
            if (found.setAside()) {
                mistrustFolder(found.why());
            } else {
                stop(found.why());
                events.record(EventKind.LIFE_REFUSED, found.why());
            }
        }

        /** The group that would be gone with this node's folder, or an empty text. */
        private String heldAlone(List<GroupId> heldByOthers) {
            for (GroupReplica<?> replica : replicas.all()) {
                boolean alone = replica.raft().configuration().voters().equals(List.of(self));
                if (alone && !heldByOthers.contains(replica.group())) {
                    return replica.group().toString();
                }
            }
            return "";
        }

        @Override
        public void nameTaken(Member holder) {
            String why =
                    "the name "
                            + settings.name()
                            + " belongs to a living node at "
                            + holder.address()
                            + ": give this one another name";
            stop(why);
            events.record(EventKind.NAME_TAKEN, why);
        }
    }
}
