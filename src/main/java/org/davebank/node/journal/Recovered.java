package org.davebank.node.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.node.settings.Formats;
import org.davebank.node.wire.NodeRefused;
import org.davebank.node.wire.ReplyCodec;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;
import org.davebank.raft.HardState;
import org.davebank.raft.LogPosition;
import org.davebank.raft.RaftLog;
import org.davebank.storage.JournalRecord;
import org.jspecify.annotations.Nullable;

/** The content of a node's journal: its identity and the durable state of its groups. */
public final class Recovered {

    public static final int NAME_BYTES_MAX = 64;

    /** A group's replica as recorded in the journal. */
    public static final class Group {
        public final Configuration founding;
        public final Dropped before;
        public final RaftLog log;
        public HardState hard;

        Group(Configuration founding, Dropped before, RaftLog log) {
            this.founding = founding;
            this.log = log;
            this.before = before;
            this.hard = before.hard();
        }
    }

    /**
     * What the journal keeps of a dropped replica.
     *
     * @param end of its log
     */
    public record Dropped(HardState hard, LogPosition end) {
        public static final Dropped NONE = new Dropped(HardState.NONE, LogPosition.NONE);

        public byte[] toBytes() {
            WireWriter out = new WireWriter(40).raw(writeHardState(hard));
            return out.varint(end.term()).varint(end.index()).toBytes();
        }

        public static Dropped read(WireReader in) throws WireException {
            HardState hard = readHardState(in);
            return new Dropped(hard, new LogPosition(in.varint(), in.varint()));
        }
    }

    /** A file that this node has confirmed. */
    public record Content(long bytes, long asOf) {}

    public @Nullable MemberId member;
    String name = "";
    public long incarnation;
    public long fence;
    public @Nullable Genesis genesis;
    public final Map<GroupId, Group> groups = new TreeMap<>();
    public final Map<GroupId, Dropped> dropped = new TreeMap<>();
    public final Map<MemberId, Address> addresses = new TreeMap<>();
    public final Map<String, Content> contents = new TreeMap<>();
    public final RecoveredLives lives = new RecoveredLives();

    public final Spill spill;
    private final int logMemoryBytesMax;
    private final Formats formats;
    private @Nullable NodeRefused refusal;

    /**
     * @param spill takes the older parts of the logs
     * @param logMemoryBytesMax what a log may keep in memory
     * @param formats what this build understands
     */
    Recovered(Spill spill, int logMemoryBytesMax, Formats formats) {
        this.formats = formats;
        this.spill = spill;
        this.logMemoryBytesMax = logMemoryBytesMax;
    }

    /** Reads the next record of the journal. {@link #finish} reports the first invalid record. */
    void read(JournalRecord record) {
        if (refusal != null) {
            return;
        }
        try {
            take(record);
        } catch (WireException | IllegalArgumentException e) {
            refusal =
                    new NodeRefused(
                            "the journal is whole but of another version: " + e.getMessage());
        } catch (NodeRefused e) {
            refusal = e;
        }
    }

    /** Call it after the last record. */
    void finish() throws NodeRefused {
        if (refusal != null) {
            throw refusal;
        }
    }

    private void take(JournalRecord record) throws WireException, NodeRefused {
        WireReader in = new WireReader(record.payload());
        switch (record.kind()) {
            case IDENTITY -> {
                member = SystemCodec.readMember(in);
                name = in.text(NAME_BYTES_MAX);
            }
            case FOUNDED -> genesis = readGenesis(in);
            case GROUP -> {
                GroupId id = new GroupId(record.group());
                Dropped before = dropped.getOrDefault(id, Dropped.NONE);
                RaftLog log = new RaftLog(spill, logMemoryBytesMax);
                groups.put(id, new Group(Configuration.read(in), before, log));
            }
            case GROUP_DROPPED -> {
                GroupId id = new GroupId(record.group());
                groups.remove(id);
                dropped.put(id, Dropped.read(in));
            }
            case HARD_STATE -> group(record).hard = readHardState(in);
            case ENTRY -> group(record).log.restore(understood(record, Entry.read(in)));
            case INCARNATION -> incarnation = Math.max(incarnation, in.varint());
            case FENCE -> fence = Math.max(fence, in.varint());
            case LIFE -> lives.readOwn(in);
            case KNOWN_LIFE -> lives.readKnown(in);
            case NOTE -> readAddresses(in);
            case CONTENT ->
                    contents.merge(
                            SystemCodec.sha256(in),
                            readContent(in),
                            (one, other) -> one.asOf() > other.asOf() ? one : other);
            case TRUNCATE, SEGMENT_END, EPOCH, SYNCED_THROUGH ->
                    throw new NodeRefused("the journal has a record that no node writes");
        }
    }

    private Entry understood(JournalRecord record, Entry entry) throws NodeRefused {
        if (entry.kind() == EntryKind.RULES && entry.rules() > formats.newestRules()) {
            throw new NodeRefused(
                    new GroupId(record.group())
                            + " goes by rules "
                            + entry.rules()
                            + " in this folder, and this build knows those up to "
                            + formats.newestRules()
                            + ": start the node with the build that it ran last, or with a newer one");
        }
        return entry;
    }

    private Group group(JournalRecord record) throws NodeRefused {
        Group group = groups.get(new GroupId(record.group()));
        if (group == null) {
            throw new NodeRefused("the journal refers to a group that it never created");
        }
        return group;
    }

    private static Content readContent(WireReader in) throws WireException {
        return new Content(SystemCodec.size(in), in.varint());
    }

    private void readAddresses(WireReader in) throws WireException {
        addresses.clear();
        int count = in.listSize(11);
        for (int i = 0; i < count; i++) {
            MemberId id = SystemCodec.readMember(in);
            addresses.put(id, new Address(in.text(255), in.u16()));
        }
    }

    public static byte[] writeAddresses(Map<MemberId, Address> addresses) {
        WireWriter out = new WireWriter().varint(addresses.size());
        addresses.forEach(
                (id, address) -> out.i64(id.value()).text(address.host()).u16(address.port()));
        return out.toBytes();
    }

    public static HardState readHardState(WireReader in) throws WireException {
        return new HardState(in.varint(), ReplyCodec.readOptionalMember(in));
    }

    public static byte[] writeHardState(HardState hard) {
        WireWriter out = new WireWriter(24).varint(hard.term());
        ReplyCodec.writeOptionalMember(out, hard.vote());
        return out.toBytes();
    }

    public static byte[] writeIdentity(MemberId member, String name) {
        return new WireWriter().i64(member.value()).text(name).toBytes();
    }

    public static byte[] writeGenesis(Genesis genesis) {
        WireWriter out =
                new WireWriter()
                        .i64(genesis.networkId())
                        .varint(genesis.shards())
                        .varint(genesis.replicas())
                        .text(genesis.currency())
                        .varint(genesis.nodesExpected())
                        .varint(genesis.voters().size());
        genesis.voters().forEach(voter -> out.i64(voter.id().value()).text(voter.name()));
        return out.toBytes();
    }

    public static Genesis readGenesis(WireReader in) throws WireException {
        long networkId = in.i64();
        int shards = in.count(GroupId.VALUE_MAX);
        int replicas = in.count(16);
        String currency = in.text(3);
        int nodesExpected = in.count(10_000);
        int count = in.listSize(9);
        List<Genesis.Voter> voters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            voters.add(new Genesis.Voter(SystemCodec.readMember(in), in.text(NAME_BYTES_MAX)));
        }
        return new Genesis(networkId, shards, replicas, currency, nodesExpected, voters);
    }
}
