package org.davebank.node.replica;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.settings.Formats;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;

/** A shard's ledger as the state machine of its group. */
public final class LedgerMachine implements StateMachine<LedgerCommand> {

    private final GroupId group;
    private final Ledger ledger;
    private final Formats formats;
    private final ExaminedBatches examined = new ExaminedBatches();
    private int rules = LedgerRules.FIRST.version();

    public LedgerMachine(GroupId group, Spill spill, Formats formats) {
        this.group = group;
        this.ledger = new Ledger(spill);
        this.formats = formats;
    }

    public Ledger ledger() {
        return ledger;
    }

    @Override
    public byte[] encode(List<LedgerCommand> commands) {
        WireWriter out = new WireWriter(commands.size() * 96);
        LedgerCodec.writeRun(out, commands);
        return out.toBytes();
    }

    @Override
    public Applied apply(Entry entry) throws WireException {
        if (entry.kind() != EntryKind.COMMAND) {
            if (entry.kind() == EntryKind.RULES) {
                ledger.follow(entry.index(), formats.rules(entry.rules()));
                rules = entry.rules();
            } else {
                ledger.skip(entry.index());
            }
            return (from, count) -> new Reply.Posted(group, entry.index(), List.of());
        }
        LedgerBatch batch = examined.take(entry);
        List<LedgerResult> results = ledger.apply(entry.index(), batch);
        return (from, count) ->
                new Reply.Posted(group, entry.index(), results.subList(from, from + count));
    }

    @Override
    public long examine(Entry entry) throws WireException {
        if (entry.kind() == EntryKind.RULES) {
            formats.rules(entry.rules());
            return 0;
        }
        return examined.read(entry).stampMs();
    }

    @Override
    public int rules() {
        return rules;
    }

    @Override
    public long memoryBytes() {
        return ledger.bytes();
    }
}
