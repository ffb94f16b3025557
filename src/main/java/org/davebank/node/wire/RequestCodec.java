package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.directory.SystemCommand;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.node.settings.FileSettings;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.davebank.raft.Entry;

/** {@link RequestBody} as bytes. Reading is total. */
final class RequestCodec {

    static final int CONTROL_BYTES_MAX = 64 * 1024;
    private static final int INCOMING_NAME_BYTES_MAX = 128;

    /**
     * Since this version a query can ask for holds of one state, or for the steps of a hold. Before it
     * more is asked for, and the asker picks what it wants from the answer.
     */
    private static final int HOLD_STATES_SINCE = 8;

    private static final int COMMANDS_MAX = LedgerLimits.COMMANDS_PER_ENTRY_MAX;

    private RequestCodec() {}

    static void write(WireWriter out, RequestBody body, int version) {
        switch (body) {
            case RequestBody.Post b -> {
                out.u8(1).varint(b.group().value()).varint(b.commands().size());
                b.commands().forEach(command -> LedgerCodec.write(out, command));
            }
            case RequestBody.Ask b -> {
                out.u8(2).varint(b.group().value()).varint(b.indexMin());
                writeQuery(out, b.query(), version);
            }
            case RequestBody.Decide b -> {
                out.u8(3).varint(b.commands().size());
                b.commands().forEach(command -> SystemCodec.write(out, command));
            }
            case RequestBody.ConfirmSystem b -> out.u8(4);
            case RequestBody.ChangeReplicas b -> {
                out.u8(5).varint(b.group().value()).varint(b.supernodeTerm());
                out.varint(b.configurationIndex());
                writeChange(out, b.change());
            }
            case RequestBody.AuditLeader b -> out.u8(6).varint(b.group().value());
            case RequestBody.AuditReplica b ->
                    out.u8(7).i64(b.member().value()).varint(b.group().value()).varint(b.index());
            case RequestBody.AskStale b -> {
                out.u8(8).i64(b.member().value()).varint(b.group().value());
                writeQuery(out, b.query(), version);
            }
            case RequestBody.CreateReplica b -> {
                out.u8(9).i64(b.member().value()).varint(b.group().value());
                b.founding().write(out);
                out.bool(b.campaign()).varint(b.supernodeTerm());
            }
            case RequestBody.FetchFile b -> {
                out.u8(10).i64(b.member().value()).text(b.sha256()).varint(b.bytes());
                out.varint(b.asOf());
                SystemCodec.writeMembers(out, b.sources());
            }
            case RequestBody.ReadChunk b ->
                    out.u8(12)
                            .i64(b.member().value())
                            .text(b.sha256())
                            .varint(b.offset())
                            .varint(b.length());
            case RequestBody.DropFile b ->
                    out.u8(13).i64(b.member().value()).text(b.sha256()).varint(b.removal());
            case RequestBody.Inventory b -> out.u8(14).i64(b.member().value());
            case RequestBody.FindFiles b -> {
                out.u8(15).varint(b.names().size());
                b.names().forEach(out::text);
            }
            case RequestBody.ShareFile b ->
                    out.u8(16)
                            .i64(b.member().value())
                            .text(b.incoming())
                            .text(b.sha256())
                            .varint(b.bytes())
                            .bool(b.serversOnly())
                            .varint(b.wanted());
            case RequestBody.Locate b -> out.u8(17).varint(b.group().value()).varint(b.index());
            case RequestBody.DropReplica b ->
                    out.u8(18)
                            .i64(b.member().value())
                            .varint(b.group().value())
                            .varint(b.term())
                            .varint(b.configurationIndex())
                            .varint(b.supernodeTerm());
            case RequestBody.FollowRules b -> writeFollowRules(out.u8(19), b);
            case RequestBody.Control b -> out.u8(11).i64(b.member().value()).bytes(b.command());
        }
    }

    static RequestBody read(WireReader in) throws WireException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new RequestBody.Post(shard(in), readCommands(in));
            case 2 -> {
                GroupId group = shard(in);
                long indexMin = in.varint();
                yield new RequestBody.Ask(group, LedgerCodec.readQuery(in), indexMin);
            }
            case 3 -> new RequestBody.Decide(readSystemCommands(in));
            case 4 -> new RequestBody.ConfirmSystem();
            case 5 -> readChangeReplicas(in);
            case 6 -> new RequestBody.AuditLeader(shard(in));
            case 7 ->
                    new RequestBody.AuditReplica(
                            SystemCodec.readMember(in), shard(in), in.varint());
            case 8 ->
                    new RequestBody.AskStale(
                            SystemCodec.readMember(in), shard(in), LedgerCodec.readQuery(in));
            case 9 ->
                    new RequestBody.CreateReplica(
                            SystemCodec.readMember(in),
                            MessageCodec.readGroup(in),
                            Configuration.read(in),
                            in.bool(),
                            in.varint());
            case 10 ->
                    new RequestBody.FetchFile(
                            SystemCodec.readMember(in),
                            SystemCodec.sha256(in),
                            SystemCodec.size(in),
                            in.varint(),
                            SystemCodec.readMembers(in));
            case 12 ->
                    new RequestBody.ReadChunk(
                            SystemCodec.readMember(in),
                            SystemCodec.sha256(in),
                            SystemCodec.size(in),
                            in.count(FileSettings.CHUNK_BYTES_MAX));
            case 13 ->
                    new RequestBody.DropFile(
                            SystemCodec.readMember(in), SystemCodec.sha256(in), in.varint());
            case 14 -> new RequestBody.Inventory(SystemCodec.readMember(in));
            case 15 -> new RequestBody.FindFiles(readNames(in));
            case 16 ->
                    new RequestBody.ShareFile(
                            SystemCodec.readMember(in),
                            in.text(INCOMING_NAME_BYTES_MAX),
                            SystemCodec.sha256(in),
                            SystemCodec.size(in),
                            in.bool(),
                            in.count(16));
            case 17 -> new RequestBody.Locate(shard(in), in.varint());
            case 18 ->
                    new RequestBody.DropReplica(
                            SystemCodec.readMember(in),
                            shard(in),
                            in.varint(),
                            in.varint(),
                            in.varint());
            case 19 -> readFollowRules(in);
            case 11 ->
                    new RequestBody.Control(
                            SystemCodec.readMember(in), in.bytes(CONTROL_BYTES_MAX));
            default -> throw new WireException("unknown request kind " + kind);
        };
    }

    private static void writeQuery(WireWriter out, LedgerQuery query, int version) {
        if (version < HOLD_STATES_SINCE && query instanceof LedgerQuery.History history) {
            LedgerCodec.write(out, history.older());
        } else {
            LedgerCodec.write(out, query);
        }
    }

    private static RequestBody readChangeReplicas(WireReader in) throws WireException {
        GroupId group = MessageCodec.readGroup(in);
        long term = in.varint();
        long index = in.varint();
        return new RequestBody.ChangeReplicas(group, readChange(in), index, term);
    }

    private static void writeFollowRules(WireWriter out, RequestBody.FollowRules body) {
        out.varint(body.group().value()).varint(body.rules());
        out.varint(body.configurationIndex()).varint(body.supernodeTerm());
    }

    private static RequestBody readFollowRules(WireReader in) throws WireException {
        GroupId group = MessageCodec.readGroup(in);
        int rules = in.count(Entry.RULES_MAX);
        return new RequestBody.FollowRules(group, rules, in.varint(), in.varint());
    }

    private static void writeChange(WireWriter out, ConfigurationChange change) {
        switch (change) {
            case ConfigurationChange.AddLearner c -> out.u8(1).i64(c.member().value());
            case ConfigurationChange.Promote c -> out.u8(2).i64(c.member().value());
            case ConfigurationChange.Remove c -> out.u8(3).i64(c.member().value());
        }
    }

    private static ConfigurationChange readChange(WireReader in) throws WireException {
        int kind = in.u8();
        MemberId member = SystemCodec.readMember(in);
        return switch (kind) {
            case 1 -> new ConfigurationChange.AddLearner(member);
            case 2 -> new ConfigurationChange.Promote(member);
            case 3 -> new ConfigurationChange.Remove(member);
            default -> throw new WireException("unknown change of replicas " + kind);
        };
    }

    private static GroupId shard(WireReader in) throws WireException {
        GroupId group = MessageCodec.readGroup(in);
        if (!group.isShard()) {
            throw new WireException("a shard was expected");
        }
        return group;
    }

    private static List<LedgerCommand> readCommands(WireReader in) throws WireException {
        int count = in.listSize(1);
        if (count > COMMANDS_MAX) {
            throw new WireException("too many commands: " + count);
        }
        List<LedgerCommand> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(LedgerCodec.readCommand(in));
        }
        return commands;
    }

    private static List<String> readNames(WireReader in) throws WireException {
        int count = in.count(RequestBody.FindFiles.NAMES_MAX);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(SystemCodec.sha256(in));
        }
        return names;
    }

    private static List<SystemCommand> readSystemCommands(WireReader in) throws WireException {
        int count = in.listSize(1);
        List<SystemCommand> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(SystemCodec.readCommand(in));
        }
        return commands;
    }
}
