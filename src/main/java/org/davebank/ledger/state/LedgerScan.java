package org.davebank.ledger.state;

import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.store.RecordLog;
import org.jspecify.annotations.Nullable;

/**
 * A query that looks at many records or accounts, answered in slices between which the ledger may
 * apply entries. The ledger counts what it costs: a look at a record or an account is a unit, a page
 * read from the spill is {@link RecordLog#UNITS_PER_PAGE} more.
 *
 * <p>Its answer belongs to {@link #index}, the index at which it began: histories and balances of the
 * past are those of that index, and none of a list's accounts is shown as it stood before. A list
 * shows each account as it stands when the scan comes by, and of accounts that are opened meanwhile
 * those that lie ahead of it. To be used by the ledger's own thread.
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

    /** Looks at one more record or account, and returns the answer when that was the last. */
    abstract @Nullable LedgerAnswer step();

    /**
     * Goes on until the units are spent or the answer is there.
     *
     * @return what is left of the units; less than 0 by at most one step's cost
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

    /** The answer, or null while there is more to look at. */
    public final @Nullable LedgerAnswer answer() {
        return answer;
    }

    /** The log index that the answer belongs to. */
    public final long index() {
        return index;
    }
}
