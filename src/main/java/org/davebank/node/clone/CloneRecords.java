package org.davebank.node.clone;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.job.ImportJob;
import org.davebank.node.journal.Recovered;
import org.davebank.node.replica.SystemMachine;
import org.davebank.node.wire.NodeRefused;
import org.davebank.raft.Configuration;
import org.davebank.raft.Entry;
import org.davebank.raft.HardState;
import org.davebank.storage.JournalRecord;
import org.jspecify.annotations.Nullable;

/**
 * Translates a journal record for the clone: replaces member ids and the network id, keeps the
 * rest. The two switches have no default, so that a new kind of record or system command must be
 * handled here.
 */
final class CloneRecords {

    private final CloneIds ids;
    private final TreeMap<GroupId, Long> terms = new TreeMap<>();
    private final TreeMap<GroupId, Boolean> held = new TreeMap<>();

    CloneRecords(CloneIds ids) {
        this.ids = ids;
    }

    /** The newest term in the records so far, by group. */
    TreeMap<GroupId, Long> terms() {
        return terms;
    }

    /** The groups of which the node holds a replica, according to the records so far. */
    List<GroupId> groups() {
        List<GroupId> groups = new ArrayList<>();
        held.forEach((group, holds) -> {
            if (holds) {
                groups.add(group);
            }
        });
        return groups;
    }

    /** Returns null for a record that the clone omits. */
    @Nullable JournalRecord rename(JournalRecord record) throws WireException, NodeRefused {
        WireReader in = new WireReader(record.payload());
        GroupId group = new GroupId(record.group());
        return switch (record.kind()) {
            case IDENTITY -> {
                MemberId member = ids.of(SystemCodec.readMember(in));
                String name = in.text(Recovered.NAME_BYTES_MAX);
                yield with(record, Recovered.writeIdentity(member, name));
            }
            case FOUNDED -> with(record, Recovered.writeGenesis(ids.of(Recovered.readGenesis(in))));
            case GROUP -> {
                held.put(group, true);
                yield with(record, bytes(Configuration.read(in)));
            }
            case GROUP_DROPPED -> {
                held.put(group, false);
                Recovered.Dropped dropped = Recovered.Dropped.read(in);
                seen(group, dropped.hard().term());
                seen(group, dropped.end().term());
                yield with(
                        record, new Recovered.Dropped(of(dropped.hard()), dropped.end()).toBytes());
            }
            case HARD_STATE -> {
                HardState hard = Recovered.readHardState(in);
                seen(group, hard.term());
                yield with(record, Recovered.writeHardState(of(hard)));
            }
            case ENTRY -> {
                Entry entry = of(group, Entry.read(in));
                seen(group, entry.term());
                WireWriter out = new WireWriter(entry.data().length + 32);
                entry.write(out);
                yield with(record, out.toBytes());
            }
            case FENCE -> {
                seen(GroupId.SYSTEM, in.varint());
                yield record;
            }
            case INCARNATION, CONTENT -> record;
            // Addresses and lives of the original network's members.
            case NOTE, LIFE, KNOWN_LIFE -> null;
            case TRUNCATE, SEGMENT_END, EPOCH, SYNCED_THROUGH ->
                    throw new NodeRefused("the journal has a record that no node writes");
        };
    }

    private void seen(GroupId group, long term) {
        terms.merge(group, term, Math::max);
    }

    private static JournalRecord with(JournalRecord record, byte[] payload) {
        return new JournalRecord(record.kind(), record.group(), payload);
    }

    private HardState of(HardState hard) {
        return new HardState(hard.term(), ids.ofOptional(hard.vote()));
    }

    private byte[] bytes(Configuration old) {
        WireWriter out = new WireWriter(64);
        new Configuration(ids.of(old.voters()), ids.of(old.learners())).write(out);
        return out.toBytes();
    }

    private Entry of(GroupId group, Entry entry) throws WireException {
        byte[] data =
                switch (entry.kind()) {
                    case NOOP, RULES -> entry.data();
                    case CONFIGURATION -> bytes(Configuration.decode(entry.data()));
                    // The ledgers contain no member ids.
                    case COMMAND ->
                            group.equals(GroupId.SYSTEM) ? commands(entry.data()) : entry.data();
                };
        return new Entry(entry.index(), entry.term(), entry.kind(), data);
    }

    private byte[] commands(byte[] data) throws WireException {
        SystemMachine.Batch batch = SystemMachine.read(data);
        List<SystemCommand> renamed = batch.commands().stream().map(this::of).toList();
        return SystemMachine.bytes(new SystemMachine.Batch(batch.stampMs(), renamed));
    }

    private SystemCommand of(SystemCommand command) {
        return switch (command) {
            case SystemCommand.Found c ->
                    new SystemCommand.Found(
                            ids.networkId(),
                            c.shards(),
                            c.replicas(),
                            c.currency(),
                            c.nodesExpected());
            case SystemCommand.RecordMember c ->
                    new SystemCommand.RecordMember(ids.of(c.member()), c.name(), c.server());
            case SystemCommand.PlaceShard c ->
                    new SystemCommand.PlaceShard(c.shard(), ids.of(c.replicas()));
            case SystemCommand.CreateImport c -> new SystemCommand.CreateImport(of(c.job()));
            case SystemCommand.ClaimImport c ->
                    new SystemCommand.ClaimImport(c.id(), ids.of(c.runner()), c.epochSeen());
            case SystemCommand.RecordFile c ->
                    new SystemCommand.RecordFile(
                            c.sha256(), c.bytes(), c.serversOnly(), ids.of(c.holders()), c.asOf());
            case SystemCommand.HoldFile c ->
                    new SystemCommand.HoldFile(c.sha256(), ids.of(c.member()), c.asOf());
            case SystemCommand.ReleaseFile c ->
                    new SystemCommand.ReleaseFile(c.sha256(), ids.of(c.member()));
            case SystemCommand.ReportImport c -> c;
            case SystemCommand.CancelImport c -> c;
            case SystemCommand.UseNonce c -> c;
            case SystemCommand.PlanFault c -> c;
            case SystemCommand.EndFault c -> c;
            case SystemCommand.KeepFile c -> c;
            case SystemCommand.DoomFile c -> c;
            case SystemCommand.Audit c -> c;
        };
    }

    private ImportJob of(ImportJob job) {
        return new ImportJob(
                job.id(),
                job.fileName(),
                job.fileSha256(),
                job.fileBytes(),
                job.mapping(),
                job.history(),
                job.abortOnError(),
                job.dryRun(),
                job.by(),
                job.createdAtMs(),
                ids.of(job.holders()),
                job.state(),
                ids.ofOptional(job.runner()),
                job.epoch(),
                job.progress());
    }
}
