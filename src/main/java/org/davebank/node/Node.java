package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.ledger.Ledger;
import org.davebank.ledger.LedgerCommand;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.membership.Membership;
import org.davebank.membership.MembershipEffect;
import org.davebank.membership.MembershipInput;
import org.davebank.raft.Configuration;
import org.davebank.raft.HardState;
import org.davebank.raft.Raft;
import org.davebank.raft.RaftInput;
import org.davebank.raft.RaftLog;
import org.davebank.raft.Role;
import org.davebank.storage.Journal;
import org.davebank.storage.RecordKind;
import org.davebank.storage.Recovery;
import org.davebank.storage.SegmentImage;
import org.davebank.transport.Priority;
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

    private static final long MARK_INTERVAL_NS = 100_000_000L;

    private final NodeSettings settings;
    private final Network network;
    private final Time time;
    private final RandomSource random;
    private final NodeHooks hooks;
    private final MemberId self;
    private final Spill spill;
    private final NodeJournal journal;
    private final Outbox outbox;
    private final EventLog events;
    private final RoutingTable routes = new RoutingTable();
    private final Reports reports = new Reports();
    private final AuditRounds audits = new AuditRounds();
    private final Files files;
    private final Shares shares;
    private final Requests requests;
    private final RequestHandler handler;
    private final Membership membership;
    private final Map<MemberId, Address> addresses = new TreeMap<>();
    private final Map<GroupId, GroupReplica<LedgerCommand>> shards = new TreeMap<>();
    private final Map<GroupId, Ledger> ledgers = new TreeMap<>();
    private @Nullable GroupReplica<SystemCommand> system;
    private @Nullable SystemState systemState;
    private @Nullable Supernode supernode;
    private @Nullable Genesis genesis;
    private final List<GroupReplica<?>> all = new ArrayList<>();
    private long fence;
    private boolean running;
    private boolean stopped;
    private String whyStopped = "";
    private long nextReportNs;
    private long nextSupernodeNs;
    private long nextMarkNs;

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
        this.network = network;
        this.time = time;
        this.random = random;
        this.hooks = hooks;
        this.self = java.util.Objects.requireNonNull(recovered.member);
        this.spill = recovered.spill;
        this.journal = new NodeJournal(opened, disk);
        this.outbox = new Outbox(self, network, this::address);
        this.events = new EventLog(settings.name(), time, hooks);
        this.files = new Files(settings.files(), disk, time, journal, this::submit);
        this.shares = new Shares(new ShareSurroundings(), files);
        this.handler = new RequestHandler(this, files, shares, audits, hooks);
        this.genesis = recovered.genesis;
        this.fence = recovered.fence;
        this.addresses.putAll(recovered.addresses);
        long nowNs = time.nowNs();
        this.requests =
                new Requests(
                        new RequestPeers(),
                        network,
                        routes,
                        random.nextLong() >>> 1,
                        handler::handle);
        Member me =
                new Member(
                        self,
                        settings.name(),
                        settings.server() ? MemberRole.SERVER : MemberRole.WORKER,
                        settings.address(),
                        settings.httpPort(),
                        settings.agent(),
                        recovered.incarnation + 1);
        this.membership = new Membership(settings.membership(), me, seeds(), random.fork(), nowNs);
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
        List<SegmentImage> segments = new ArrayList<>();
        for (String file : disk.files()) {
            if (file.startsWith("journal-")) {
                segments.add(new SegmentImage(file, () -> disk.read(file)));
            }
        }
        Spill spill = disk.spill();
        Recovered recovered = new Recovered(spill, settings.raft().logMemoryBytesMax());
        Recovery recovery = Journal.open(settings.journal(), segments, random, recovered::read);
        return switch (recovery) {
            case Recovery.Damaged damaged ->
                    throw new NodeRefused(
                            damaged.file()
                                    + " is damaged at byte "
                                    + damaged.offset()
                                    + ": "
                                    + damaged.why()
                                    + ". The node neither votes nor serves from this folder;"
                                    + " move it away and the node joins again as a new member");
            case Recovery.Recovered found -> {
                recovered.finish();
                boolean empty = recovered.member == null;
                if (empty) {
                    recovered.member = newMember(settings, genesis, random);
                    recovered.name = settings.name();
                } else if (!recovered.name.equals(settings.name())) {
                    throw new NodeRefused(
                            "this folder belongs to node "
                                    + recovered.name
                                    + ", not to "
                                    + settings.name());
                }
                Node node =
                        new Node(
                                settings,
                                network,
                                disk,
                                time,
                                random,
                                hooks,
                                recovered,
                                found.journal());
                found.unprovenFiles().forEach(disk::include);
                node.files.recover(disk.files(), recovered.contents);
                node.begin(recovered, empty ? genesis : null);
                yield node;
            }
        };
    }

    private static MemberId newMember(
            NodeSettings settings, @Nullable Genesis genesis, RandomSource random) {
        if (genesis != null) {
            for (Genesis.Voter voter : genesis.voters()) {
                if (voter.name().equals(settings.name())) {
                    return voter.id();
                }
            }
        }
        return new MemberId(random.nextLong() | 1);
    }

    private List<Address> seeds() {
        List<Address> seeds = new ArrayList<>(settings.seeds());
        for (Address known : addresses.values()) {
            if (!seeds.contains(known) && !known.equals(settings.address())) {
                seeds.add(known);
            }
        }
        return seeds;
    }

    private void begin(Recovered recovered, @Nullable Genesis founding) {
        if (recovered.groups.isEmpty() && founding != null) {
            found(founding);
        } else if (recovered.incarnation == 0) {
            journal.save(RecordKind.IDENTITY, 0, Recovered.writeIdentity(self, settings.name()));
        }
        journal.save(
                RecordKind.INCARNATION,
                0,
                new WireWriter().varint(recovered.incarnation + 1).toBytes());
        recovered.groups.forEach(
                (group, saved) -> open(group, saved.founding, saved.hard, saved.log));
        // Nothing may be said before what was recovered is surely on disk.
        journal.afterSync(() -> {
            running = true;
            events.record(
                    EventKind.NODE_STARTED,
                    settings.name() + " runs with " + all.size() + " replicas");
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

    /** Starts a replica that this node has not had before. */
    void createReplica(GroupId group, Configuration founding) {
        WireWriter out = new WireWriter();
        founding.write(out);
        journal.save(RecordKind.GROUP, group.value(), out.toBytes());
        open(group, founding, HardState.NONE, emptyLog());
        events.record(EventKind.REPLICA_CREATED, group, 0, 0, settings.name() + " holds " + group);
    }

    private RaftLog emptyLog() {
        return new RaftLog(spill, settings.raft().logMemoryBytesMax());
    }

    private void open(GroupId group, Configuration founding, HardState hard, RaftLog log) {
        long nowNs = time.nowNs();
        Raft raft = new Raft(settings.raft(), self, founding, hard, log, random.fork(), nowNs);
        GroupReplica.Surroundings around =
                new GroupReplica.Surroundings(
                        self, journal, outbox, events, routes, time, this::leaderChanged);
        if (group.isShard()) {
            LedgerMachine machine = new LedgerMachine(group, spill);
            GroupReplica<LedgerCommand> replica =
                    new GroupReplica<>(group, founding, raft, machine, around);
            shards.put(group, replica);
            ledgers.put(group, machine.ledger());
            audits.add(group, nowNs);
            all.add(replica);
        } else {
            SystemMachine machine = new SystemMachine();
            GroupReplica<SystemCommand> replica =
                    new GroupReplica<>(group, founding, raft, machine, around);
            system = replica;
            systemState = machine.state();
            supernode =
                    new Supernode(new Hands(), replica, machine.state(), genesis, settings.files());
            all.add(replica);
        }
        routes.learnReplicas(group, founding.members());
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
            return; // Only a peer of another version, or a bug of ours, can cause this.
        }
        long nowNs = time.nowNs();
        switch (message) {
            case NodeMessage.Consensus m -> consensus(m);
            case NodeMessage.Gossip m ->
                    execute(
                            membership.step(
                                    new MembershipInput.Received(from, m.message()), nowNs));
            case NodeMessage.Request m -> serve(from, m);
            case NodeMessage.Response m -> requests.receive(m.id(), m.reply(), nowNs);
            case NodeMessage.Report m -> take(m.report(), nowNs);
        }
    }

    private void consensus(NodeMessage.Consensus message) {
        if (!message.to().equals(self)) {
            return; // Meant for an earlier life of this node, before its folder was lost.
        }
        for (NodeMessage.Frame frame : message.frames()) {
            GroupReplica<?> replica = replica(frame.group());
            if (replica != null) {
                replica.step(new RaftInput.Received(message.from(), frame.message()));
            }
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
        requests.begin(body, timeoutNs, reply, time.nowNs());
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

    private void stop(String why) {
        stopped = true;
        whyStopped = why;
    }

    private void nameTaken(Member holder) {
        String why =
                "the name "
                        + settings.name()
                        + " belongs to a living node at "
                        + holder.address()
                        + ": give this one another name";
        stop(why);
        events.record(EventKind.NAME_TAKEN, why);
    }

    /** Does what is due; to be called when {@link #nextDeadlineNs} has come. */
    public void tick() {
        if (!running || stopped) {
            return;
        }
        long nowNs = time.nowNs();
        for (GroupReplica<?> replica : new ArrayList<>(all)) {
            if (replica.raft().nextDeadlineNs() <= nowNs) {
                replica.step(new RaftInput.Tick());
            }
        }
        if (membership.nextDeadlineNs() <= nowNs) {
            execute(membership.step(new MembershipInput.Tick(), nowNs));
        }
        requests.tick(nowNs);
        audits.tick(nowNs, ledgers);
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + Reports.INTERVAL_NS;
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
        for (GroupReplica<?> replica : all) {
            replica.endTurn();
        }
        journal.flush();
        outbox.flush();
    }

    /** When {@link #tick} is due next. */
    public long nextDeadlineNs() {
        if (!running || stopped) {
            return Long.MAX_VALUE;
        }
        long next = Math.min(nextReportNs, Math.min(nextMarkNs, membership.nextDeadlineNs()));
        next = Math.min(next, Math.min(requests.nextDeadlineNs(), audits.nextDeadlineNs()));
        if (system != null && system.raft().role() == Role.LEADER) {
            next = Math.min(next, nextSupernodeNs);
        }
        for (GroupReplica<?> replica : all) {
            next = Math.min(next, replica.raft().nextDeadlineNs());
        }
        return next;
    }

    private void report(long nowNs) {
        NodeHooks.Figures figures = hooks.figures();
        List<GroupReport> groups = new ArrayList<>();
        for (GroupReplica<?> replica : all) {
            groups.add(replica.report(nowNs, settings.raft().electionTimeoutMaxNs()));
        }
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
                        figures.activeFaults(),
                        groups,
                        events.takeUnreported());
        reports.take(report, routes, nowNs);
        byte[] bytes = MessageCodec.encode(new NodeMessage.Report(report));
        for (MemberStatus status : membership.members()) {
            Member member = status.member();
            boolean there =
                    status.state() == MemberState.ALIVE || status.state() == MemberState.SUSPECT;
            if (there && member.role() == MemberRole.SERVER && !member.id().equals(self)) {
                network.send(member.address(), Priority.LOG, bytes);
            }
        }
    }

    private void execute(List<MembershipEffect> effects) {
        for (MembershipEffect effect : effects) {
            switch (effect) {
                case MembershipEffect.Send e ->
                        network.send(
                                e.to(),
                                Priority.HEARTBEAT,
                                MessageCodec.encode(new NodeMessage.Gossip(e.message())));
                case MembershipEffect.Changed e -> memberChanged(e.now());
                case MembershipEffect.IncarnationRaised e ->
                        journal.save(
                                RecordKind.INCARNATION,
                                0,
                                new WireWriter().varint(e.incarnation()).toBytes());
                case MembershipEffect.Joined e ->
                        events.record(EventKind.MEMBER_JOINED, settings.name() + " has joined");
                case MembershipEffect.NameTaken e -> nameTaken(e.holder());
            }
        }
    }

    private void memberChanged(MemberStatus status) {
        Member member = status.member();
        EventKind kind =
                switch (status.state()) {
                    case ALIVE -> EventKind.MEMBER_ALIVE;
                    case SUSPECT -> EventKind.MEMBER_SUSPECT;
                    case DEAD -> EventKind.MEMBER_DEAD;
                    case LEFT -> EventKind.MEMBER_LEFT;
                };
        String word =
                switch (status.state()) {
                    case ALIVE -> " is alive";
                    case SUSPECT -> " is suspected";
                    case DEAD -> " is dead";
                    case LEFT -> " has left";
                };
        events.record(kind, member.name() + word);
        if (status.state() != MemberState.ALIVE) {
            requests.memberLost(member.id(), time.nowNs());
            shares.memberLost(member.id());
        } else if (!member.address().equals(addresses.put(member.id(), member.address()))) {
            journal.save(RecordKind.NOTE, 0, Recovered.writeAddresses(addresses));
        }
    }

    /** Announces that this node leaves, and hands over what it leads. */
    public void leave() {
        if (!running || stopped) {
            return;
        }
        for (GroupReplica<?> replica : all) {
            MemberId successor = successor(replica);
            if (replica.raft().role() == Role.LEADER && successor != null) {
                replica.step(new RaftInput.Transfer(successor));
            }
        }
        execute(membership.step(new MembershipInput.Leave(), time.nowNs()));
        events.record(EventKind.NODE_STOPPING, settings.name() + " stops");
    }

    private @Nullable MemberId successor(GroupReplica<?> replica) {
        MemberId best = null;
        long bestMatch = -1;
        for (var each : replica.raft().progress().entrySet()) {
            boolean voter = replica.raft().configuration().isVoter(each.getKey());
            boolean other = !each.getKey().equals(self) && usable(each.getKey());
            if (voter && other && each.getValue().matchIndex() > bestMatch) {
                best = each.getKey();
                bestMatch = each.getValue().matchIndex();
            }
        }
        return best;
    }

    private boolean usable(MemberId member) {
        if (member.equals(self)) {
            return true;
        }
        MemberStatus status = membership.find(member);
        return status == null ? addresses.containsKey(member) : status.state() == MemberState.ALIVE;
    }

    private @Nullable Address address(MemberId member) {
        MemberStatus status = membership.find(member);
        return status == null ? addresses.get(member) : status.member().address();
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

    /** True when the logs and ledgers of this node are as large as they may be. */
    boolean isFull() {
        long bytes = 0;
        for (GroupReplica<?> replica : all) {
            bytes += replica.memoryBytes();
        }
        return bytes > settings.memoryBytesMax();
    }

    NodeJournal journal() {
        return journal;
    }

    EventLog events() {
        return events;
    }

    @Nullable GroupReplica<?> replica(GroupId group) {
        return group.isShard() ? shards.get(group) : system;
    }

    @Nullable GroupReplica<LedgerCommand> shard(GroupId group) {
        return shards.get(group);
    }

    @Nullable GroupReplica<SystemCommand> system() {
        return system;
    }

    /** This node's replicas, for inspection by the simulator's checkers. */
    public List<ReplicaView> replicas() {
        List<ReplicaView> views = new ArrayList<>();
        for (GroupReplica<?> replica : all) {
            views.add(
                    new ReplicaView(
                            replica.group(),
                            replica.raft(),
                            replica.appliedIndex(),
                            ledgers.get(replica.group())));
        }
        return views;
    }

    /**
     * One replica as it stands; valid until the next input.
     *
     * @param ledger null for the system group
     */
    public record ReplicaView(
            GroupId group, Raft raft, long appliedIndex, @Nullable Ledger ledger) {}

    /** Names of the files that this node keeps. */
    public Set<String> fileNames() {
        return files.names();
    }

    /** What the network has agreed on as far as it is applied here, or null without a replica. */
    public @Nullable SystemState systemState() {
        return systemState;
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
        return membership.joined();
    }

    /** Everything that this node knows, for people. */
    public NodeView view() {
        long nowNs = time.nowNs();
        SystemState state = systemState == null ? new SystemState() : systemState;
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
                membership.members(),
                reports.seen(nowNs),
                founding,
                state.members(),
                placements,
                state.imports(),
                state.faults(),
                state.auditTrail(),
                known,
                events.newest(),
                requests.size());
    }

    private final class RequestPeers implements Requests.Peers {
        @Override
        public MemberId self() {
            return self;
        }

        @Override
        public @Nullable Address address(MemberId member) {
            return member.equals(self) ? settings.address() : Node.this.address(member);
        }

        @Override
        public boolean usable(MemberId member) {
            return Node.this.usable(member);
        }

        @Override
        public List<MemberId> servers() {
            List<MemberId> servers = new ArrayList<>();
            for (MemberStatus status : membership.members()) {
                if (status.member().role() == MemberRole.SERVER) {
                    servers.add(status.member().id());
                }
            }
            return servers;
        }
    }

    private final class ShareSurroundings implements Shares.Surroundings {
        @Override
        public MemberId self() {
            return self;
        }

        @Override
        public List<MemberStatus> members() {
            return membership.members();
        }

        @Override
        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
            submit(body, timeoutNs, answer);
        }
    }

    private final class Hands implements Supernode.Hands {
        @Override
        public List<MemberStatus> members() {
            return membership.members();
        }

        @Override
        public Map<MemberId, NodeReport> reports() {
            return reports.fresh(time.nowNs());
        }

        @Override
        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
            submit(body, timeoutNs, answer);
        }
    }
}
