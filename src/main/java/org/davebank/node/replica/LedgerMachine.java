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
import org.davebank.ledger.state.Ledger;
import org.davebank.node.wire.Reply;
import org.davebank.raft.Entry;
import org.davebank.raft.EntryKind;

/** A shard's ledger as the state machine of its group. */
public final class LedgerMachine implements StateMachine<LedgerCommand> {

    private final GroupId group;
    private final Ledger ledger;
    private final ExaminedBatches examined = new ExaminedBatches();

    public LedgerMachine(GroupId group, Spill spill) {
        this.group = group;
        this.ledger = new Ledger(spill);
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
            ledger.skip(entry.index());
            return (from, count) -> new Reply.Posted(group, entry.index(), List.of());
        }
        LedgerBatch batch = examined.take(entry);
        List<LedgerResult> results = ledger.apply(entry.index(), batch);
        return (from, count) ->
                new Reply.Posted(group, entry.index(), results.subList(from, from + count));
    }

    @Override
    public long examine(Entry entry) throws WireException {
        return examined.read(entry).stampMs();
    }

    @Override
    public long memoryBytes() {
        return ledger.bytes();
    }
}
