package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SystemCodec;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.directory.SystemState;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.settings.Formats;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;

/** The state machine of the system group. */
public final class SystemMachine implements StateMachine<SystemCommand> {

    private final SystemState state = new SystemState();
    private final Formats formats;
    private int rules = LedgerRules.FIRST.version();

    public SystemMachine(Formats formats) {
        this.formats = formats;
    }

    /** The content of one entry of the system group. */
    public record Batch(long stampMs, List<SystemCommand> commands) {}

    public SystemState state() {
        return state;
    }

    @Override
    public byte[] encode(List<SystemCommand> commands) {
        WireWriter out = new WireWriter();
        commands.forEach(command -> SystemCodec.write(out, command));
        return out.toBytes();
    }

    public static byte[] bytes(Batch batch) {
        WireWriter out = new WireWriter().varint(batch.stampMs());
        out.varint(batch.commands().size());
        batch.commands().forEach(command -> SystemCodec.write(out, command));
        return out.toBytes();
    }

    public static Batch read(byte[] data) throws WireException {
        WireReader in = new WireReader(data);
        long stampMs = in.varint();
        int count = in.listSize(1);
        List<SystemCommand> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(SystemCodec.readCommand(in));
        }
        in.end();
        return new Batch(stampMs, commands);
    }

    @Override
    public Applied apply(Entry entry) throws WireException {
        List<SystemResult> results = new ArrayList<>();
        if (entry.kind() == EntryKind.COMMAND) {
            // Nothing here depends on the stamp yet.
            read(entry.data()).commands().forEach(each -> results.add(state.apply(each)));
        } else if (entry.kind() == EntryKind.RULES) {
            // Its decisions have not changed since the first rules.
            rules = formats.rules(entry.rules()).version();
        }
        return (from, count) ->
                new Reply.Decided(entry.index(), results.subList(from, from + count));
    }

    private static List<SystemCommand> read(Entry entry) throws WireException {
        WireReader in = new WireReader(entry.data());
        in.varint(); // The stamp: nothing here depends on time yet.
        int count = in.listSize(1);
        List<SystemCommand> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(SystemCodec.readCommand(in));
        }
        in.end();
        return commands;
    }

    @Override
    public long examine(Entry entry) throws WireException {
        if (entry.kind() == EntryKind.RULES) {
            formats.rules(entry.rules());
        } else {
            read(entry);
        }
        return 0;
    }

    @Override
    public int rules() {
        return rules;
    }

    /** Small compared with the ledgers: members, shards and a bounded number of jobs. */
    @Override
    public long memoryBytes() {
        return 0;
    }
}
