package org.davebank.ledger.state;

import org.davebank.base.Spill;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * What follows a record: the reversals of a transaction, or the captures and releases of a hold. They are
 * a chain of records from the newest back, each with the sum of those before it. Not thread-safe.
 */
final class RecordChains {

    private final TransactionView view;
    private final HashIndex newest;
    private boolean empty = true;

    RecordChains(TransactionLog transactions, Spill spill) {
        this.view = new TransactionView(transactions.records());
        this.newest = new HashIndex(spill);
    }

    /** How the next record that follows another is linked; {@code original} is its sequence, or -1. */
    TransactionLog.Back link(long original) {
        if (original < 0) {
            return TransactionLog.Back.NONE;
        }
        TransactionView before = newest(original);
        return before == null
                ? new TransactionLog.Back(original, -1, 0, null)
                : new TransactionLog.Back(original, before.sequence(), before.sumMinor(), null);
    }

    /** Notes a record that was linked. */
    void add(TransactionLog.Back link, long sequence) {
        long hash = hash(link.original());
        if (link.before() < 0) {
            newest.add(hash, sequence);
        } else {
            newest.replace(hash, link.before(), sequence);
        }
        empty = false;
    }

    /** The newest record that follows the one of this sequence, or null. It is valid until the next call. */
    @Nullable TransactionView newest(long original) {
        if (empty) {
            return null;
        }
        newest.probe(hash(original));
        for (long at = newest.next(); at >= 0; at = newest.next()) {
            if (view.moveTo(at).original() == original) {
                return view;
            }
        }
        return null;
    }

    private static long hash(long original) {
        return StateHash.ofPair(original, 0x7265_7665_7273_65L);
    }

    long bytes() {
        return newest.bytes();
    }
}
