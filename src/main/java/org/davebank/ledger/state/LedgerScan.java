package org.davebank.ledger.state;

import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.store.RecordLog;
import org.jspecify.annotations.Nullable;

/**
 * A query over many records or accounts, answered in slices between which the ledger may apply
 * entries. The ledger counts its cost: examining a record or an account costs one unit, reading a
 * page from the spill {@link RecordLog#UNITS_PER_PAGE} more.
 *
 * <p>Its answer belongs to {@link #index}, the index at which it began: histories and past balances
 * are those of that index, and a list shows no account in an older state. A list shows each account
 * in its state when the scan reaches it, including accounts opened in the meantime that are ahead
 * of the scan. For the ledger's thread only.
 */
public abstract sealed class LedgerScan
        permits AccountListScan, BalanceScan, HistoryScan, SameIdScan {

    final LedgerReader reader;
    private final long index;
    private @Nullable LedgerAnswer answer;

    LedgerScan(LedgerReader reader) {
        this.reader = reader;
        this.index = reader.appliedIndex();
    }

    /** Examines one more record or account, and returns the answer after the last one. */
    abstract @Nullable LedgerAnswer step();

    /**
     * Continues until the units are spent or the answer is complete.
     *
     * @return the remaining units; below 0 by at most one step's cost
     */
    public final int advance(int units) {
        int left = units;
        while (answer == null && left > 0) {
            long before = reader.units();
            answer = step();
            int cost = (int) Math.max(1, reader.units() - before);
            reader.spent(cost);
            left -= cost;
        }
        return left;
    }

    /** The answer, or null while the scan is in progress. */
    public final @Nullable LedgerAnswer answer() {
        return answer;
    }

    /** The log index that the answer belongs to. */
    public final long index() {
        return index;
    }
}
