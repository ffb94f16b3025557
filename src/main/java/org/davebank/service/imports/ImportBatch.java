package org.davebank.service.imports;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.davebank.base.GroupId;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/** Commands of one round by shard, and the rows that they came from. Not thread-safe. */
final class ImportBatch {

    /** Receives the ledger's result for a command. */
    interface ResultListener {
        void take(@Nullable ImportRow row, LedgerCommand command, LedgerResult result);
    }

    private final Shards shards;
    private final Map<GroupId, List<LedgerCommand>> byShard = new TreeMap<>();
    private final Map<LedgerCommand, ImportRow> rowOf = new IdentityHashMap<>();

    ImportBatch(Shards shards) {
        this.shards = shards;
    }

    void add(LedgerCommand command, ImportRow row) {
        rowOf.put(command, row);
        byShard.computeIfAbsent(shards.of(command), key -> new ArrayList<>()).add(command);
    }

    void write(ImportWriter writer, ResultListener listener) throws ImportWriter.Ended {
        writer.write(
                byShard, (command, result) -> listener.take(rowOf.get(command), command, result));
    }

    /** The commands of each shard, in the order in which they were added. */
    List<List<LedgerCommand>> lists() {
        return List.copyOf(byShard.values());
    }

    /** The row of a command of this batch. */
    ImportRow rowOf(LedgerCommand command) {
        return Objects.requireNonNull(rowOf.get(command));
    }
}
