package org.davebank.service.exports;

import java.util.HashSet;
import java.util.Set;
import org.davebank.base.TransactionId;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;

/**
 * Which records of holds a file has: those that still reserve something, so that it can be imported
 * elsewhere. A file that asks for holds has all of them. Not thread-safe.
 */
final class FileHolds {

    private final boolean all;
    private final Set<TransactionId> active = new HashSet<>();

    FileHolds(TransactionFilter filter) {
        all = filter.kind() != null || filter.isAboutHolds();
    }

    /** Whether the file has this record; those of a shard come oldest first. */
    boolean takes(Transaction transaction) {
        ReversalLinks.Hold link = transaction.links().hold();
        if (all || link == null || !transaction.movesNothing()) {
            return true;
        }
        TransactionId of = link.of();
        if (of != null) {
            return active.contains(of);
        }
        return link.state() == HoldState.ACTIVE && active.add(transaction.id());
    }
}
