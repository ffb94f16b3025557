package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireWriter;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.state.Ledger;
import org.davebank.membership.MembershipInput;
import org.davebank.node.journal.Genesis;
import org.davebank.node.journal.NodeFolder;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Disk;
import org.davebank.node.port.Network;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.port.Time;
import org.davebank.node.replica.Clocks;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.replica.ReplicaQueues;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.transfer.ShardTransfers;
import org.davebank.node.wire.Life;
import org.davebank.node.wire.NodeFigures;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Configuration;
import org.davebank.raft.Raft;
import org.davebank.storage.Journal;
import org.davebank.storage.RecordKind;
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

    /** Explains, after the node's name, why it accepts no more writes. */
    private static final String MEMORY_FULL = " holds as much as its memory allows";

    /** Wall clocks agree when they are certainly at most this many milliseconds apart. */
    public static final long CLOCK_SKEW_MS_MAX = Clocks.SKEW_MS_MAX;

    private final Parts parts;
    private final Reception reception;
    private final Duties duties;
    private @Nullable Genesis genesis;
    private long fence;
    private boolean running;
    private boolean stopped;
    private String whyStopped = "";
    private @Nullable String mistrust;
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
        this.genesis = recovered.genesis;
        this.fence = recovered.fence;
        this.parts =
                new Parts(this, settings, network, disk, time, random, hooks, recovered, opened);
        this.reception = new Reception(parts);
        this.duties = new Duties(this, parts, time.nowNs());
    }

    /**
     * Recovers a node from its folder, or creates a new node in an empty folder.
     *
     * @param genesis used only when the folder is empty; this node is a founder if the genesis
     *     names it
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
     * Sets the folder's contents aside and restarts as a new member, which joins through the seeds
     * of the settings and the addresses in the folder's journal.
     *
     * @param why the reason that {@link #mistrust} returned
     * @throws NodeRefused when the node knows no address to join
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
        node.parts.files.recover(disk.files(), recovered.contents);
        boolean mayFound = folder.wasEmpty() && disk.setAsideCount() == 0;
        if (!folder.repaired().isEmpty()) {
            node.parts.events.record(EventKind.FOLDER_REPAIRED, folder.repaired());
        }
        node.begin(recovered, mayFound ? genesis : null, folder.setAside(), random.nextLong());
        return node;
    }

    private void begin(
            Recovered recovered, @Nullable Genesis founding, String setAside, long nonce) {
        if (!setAside.isEmpty()) {
            parts.events.record(EventKind.FOLDER_SET_ASIDE, setAside);
            byte[] addresses = Recovered.writeAddresses(recovered.addresses);
            parts.journal.save(RecordKind.NOTE, 0, addresses);
        }
        if (recovered.groups.isEmpty() && founding != null) {
            found(founding);
        } else if (recovered.incarnation == 0) {
            parts.journal.save(
                    RecordKind.IDENTITY,
                    0,
                    Recovered.writeIdentity(parts.self, parts.settings.name()));
        }
        parts.journal.save(
                RecordKind.INCARNATION,
                0,
                new WireWriter().varint(recovered.incarnation + 1).toBytes());
        parts.lives.begin(nonce);
        parts.replicas.recover(recovered);
        if (!recovered.groups.isEmpty()) {
            for (GroupReplica<?> replica : parts.replicas.all()) {
                parts.clearance.hold(replica.group(), replica.raft()::configuration);
            }
        }
        duties.begin(genesis);
        // The node must not send anything before the recovered data is durable.
        parts.journal.afterSync(() -> {
            running = true;
            parts.lives.greet(parts.knownAddresses);
            lookForClearance();
            parts.events.record(
                    EventKind.NODE_STARTED,
                    parts.settings.name()
                            + " runs with "
                            + parts.replicas.all().size()
                            + " replicas");
        });
        parts.journal.flush();
    }

    private void found(Genesis founding) {
        List<MemberId> voters = new ArrayList<>();
        founding.voters().forEach(voter -> voters.add(voter.id()));
        parts.journal.save(
                RecordKind.IDENTITY, 0, Recovered.writeIdentity(parts.self, parts.settings.name()));
        if (voters.contains(parts.self)) {
            genesis = founding;
            parts.journal.save(RecordKind.FOUNDED, 0, Recovered.writeGenesis(founding));
            createReplica(GroupId.SYSTEM, Configuration.ofVoters(voters));
        }
    }

    /** Creates a replica of a group that this node does not hold yet. */
    void createReplica(GroupId group, Configuration founding) {
        parts.replicas.create(group, founding);
        duties.begin(genesis);
    }

    void dropReplica(GroupReplica<?> replica) {
        parts.replicas.drop(replica);
        parts.scans.remove(replica.group());
    }

    /** The group's leader has changed, as far as this node knows. */
    void leaderChanged(GroupId group) {
        long nowNs = parts.time.nowNs();
        parts.requests.leaderChanged(group, nowNs);
        if (parts.self.equals(parts.routes.route(group).leader())) {
            duties.reportAt(nowNs); // The others should learn it without delay.
        }
    }

    /** Processes a message from the network. Drops bytes that it cannot decode. */
    public void receive(Address from, byte[] bytes) {
        if (running && !stopped && reception.receive(from, bytes)) {
            inputs++;
        }
    }

    /** Checks which groups this life may take part in now. */
    void lookForClearance() {
        boolean alone = parts.neighbours.isAlone();
        if (!parts.clearance.isComplete()) {
            parts.clearance.look(
                    parts.lives::isWelcomedBy,
                    parts.neighbours::isGone,
                    alone,
                    parts.lives.welcomes(),
                    parts.time.nowNs());
        }
        if (!parts.lives.isEstablished()
                && parts.clearance.isEstablished(alone, parts.lives.welcomes())) {
            parts.lives.establish();
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
        long nowNs = parts.time.nowNs();
        NodeReport full =
                body instanceof RequestBody.Post post
                        ? parts.reports.fullHolder(post.group(), nowNs)
                        : null;
        if (full != null) {
            reply.accept(new Reply.Busy(full.name() + full.whyFull()));
            return;
        }
        parts.requests.begin(body, timeoutNs, reply, nowNs);
    }

    /** A sync has finished; see {@link Disk#sync}. */
    public void synced(long ticket) {
        if (!stopped) {
            parts.journal.synced(ticket);
        }
    }

    /**
     * A read of a part of a file has finished; see {@link Disk#readPart}.
     *
     * @param bytes null when the file does not exist or could not be read
     */
    public void readDone(long ticket, byte @Nullable [] bytes) {
        if (!stopped) {
            parts.files.readDone(ticket, bytes);
        }
    }

    /**
     * The disk reported an error. The node stops sending, because it cannot know what is durable.
     */
    public void diskFailed(String why) {
        stop("the disk failed, see the log; the node has stopped at once");
        parts.events.record(EventKind.DISK_FAILED, "the disk failed: " + why);
    }

    /**
     * Stops the node, because its folder may have lost promises such as votes. The owner then calls
     * {@link #startAgain}.
     *
     * @param why the finding, one sentence without a full stop
     */
    void mistrustFolder(String why) {
        mistrust = why;
        stop(why);
        parts.requests.end("the node restarts as a new member");
    }

    /** Why the folder must be set aside, or null; see {@link #startAgain}. */
    public @Nullable String mistrust() {
        return mistrust;
    }

    void stop(String why) {
        stopped = true;
        whyStopped = why;
    }

    /** Does the work that is due. Call it when {@link #nextDeadlineNs} is reached. */
    public void tick() {
        if (running && !stopped) {
            duties.tick(inputs);
        }
    }

    /** Ends a turn of the loop: makes one entry per group, one sync and one packet per peer. */
    public void endTurn() {
        if (stopped) {
            return;
        }
        parts.replicas.endTurn();
        parts.journal.flush();
        parts.outbox.flush();
        parts.scans.endTurn();
    }

    /** When {@link #tick} is due next. */
    public long nextDeadlineNs() {
        return running && !stopped ? duties.nextDeadlineNs() : Long.MAX_VALUE;
    }

    /** Announces that this node leaves, and transfers its leaderships. */
    public void leave() {
        if (!running || stopped) {
            return;
        }
        parts.replicas.handOver();
        parts.neighbours.step(new MembershipInput.Leave(), parts.time.nowNs());
        parts.events.record(EventKind.NODE_STOPPING, parts.settings.name() + " stops");
    }

    /**
     * Whether the order of a supernode of this term must be refused, because the node has obeyed a
     * newer term. Otherwise remembers the term.
     */
    boolean fenced(long supernodeTerm) {
        if (supernodeTerm < fence) {
            return true;
        }
        if (supernodeTerm > fence) {
            fence = supernodeTerm;
            parts.journal.save(RecordKind.FENCE, 0, new WireWriter().varint(fence).toBytes());
        }
        return false;
    }

    /**
     * Why this node accepts no more writes, as text that follows its name: its logs and ledgers
     * have reached their limit, or the disk is nearly full. Empty otherwise.
     */
    String whyFull() {
        if (parts.disk.roomBytes() < Disk.ROOM_BYTES_MIN) {
            return Disk.FULL;
        }
        return parts.replicas.memoryBytes() > parts.settings.memoryBytesMax() ? MEMORY_FULL : "";
    }

    String name() {
        return parts.settings.name();
    }

    long nowNs() {
        return parts.time.nowNs();
    }

    NodeJournal journal() {
        return parts.journal;
    }

    @Nullable GroupReplica<?> replica(GroupId group) {
        return parts.replicas.find(group);
    }

    @Nullable GroupReplica<LedgerCommand> shard(GroupId group) {
        return parts.replicas.shard(group);
    }

    /** Whether a worker has this address, as far as this node knows. */
    boolean isWorker(@Nullable Address address) {
        return parts.neighbours.isWorker(address);
    }

    RoutingTable.Route route(GroupId group) {
        return parts.routes.route(group);
    }

    @Nullable ShardTransfers transfers(GroupId group) {
        return parts.replicas.transfers(group);
    }

    @Nullable GroupReplica<SystemCommand> system() {
        return parts.replicas.system();
    }

    /** This node's replicas, for inspection by the simulator's checkers. */
    public List<ReplicaView> replicas() {
        return parts.replicas.views();
    }

    /**
     * A view of one replica, valid until the next input.
     *
     * @param ledger null for the system group
     * @param queues what waited when the view was taken
     */
    public record ReplicaView(
            GroupId group,
            Raft raft,
            long appliedIndex,
            @Nullable Ledger ledger,
            ReplicaQueues queues) {}

    /** This member's current life. */
    public Life life() {
        return parts.lives.own();
    }

    /** The newest life of another member that this node has accepted, or null. */
    public @Nullable Life knownLife(MemberId member) {
        return parts.lives.known(member);
    }

    /** Names of the files that this node keeps. */
    public Set<String> fileNames() {
        return parts.files.names();
    }

    /** The system group's state as far as it is applied here, or null without a replica. */
    public @Nullable SystemState systemState() {
        return parts.replicas.systemState();
    }

    public MemberId self() {
        return parts.self;
    }

    public boolean running() {
        return running && !stopped;
    }

    /**
     * True after {@link #diskFailed} and when another node has this node's name: the process must
     * exit.
     */
    public boolean stopped() {
        return stopped;
    }

    /** Why the node has stopped, for people; empty while it runs. */
    public String whyStopped() {
        return whyStopped;
    }

    /** What this node holds, for monitoring. */
    public NodeFigures.Held held() {
        return Overview.held(parts);
    }

    /** What waits in this node, for monitoring; what waits to get to it is its owner's to say. */
    public Map<NodeFigures.Queue, Long> waiting() {
        return Overview.waiting(parts);
    }

    /** A snapshot of everything that this node knows, for people. */
    public NodeView view() {
        return Overview.of(parts);
    }
}
