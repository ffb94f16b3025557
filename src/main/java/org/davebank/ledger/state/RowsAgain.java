package org.davebank.ledger.state;

import org.davebank.ledger.LedgerCommand.Post;
import org.jspecify.annotations.Nullable;

/**
 * Determines whether a repeated import row is answered from its record or decided again. Postings
 * are never decided again; a rejected row is, when another import contains it. So only the newest
 * record of a key or id can be posted. Not thread-safe.
 */
final class RowsAgain {

    private final TransactionLog transactions;

    RowsAgain(TransactionLog transactions) {
        this.transactions = transactions;
    }

    /**
     * The record that answers the row, or -1 if it must be decided.
     *
     * @param found the record found by the row's key or id
     */
    long answer(Post post, long found) {
        String requestId = post.requestId();
        int account = post.account().value();
        long own = transactions.ofRequest(account, post.key(), post.id(), requestId);
        if (own >= 0) {
            return own; // The same import continues after a crash, whatever others did since.
        }
        long standing = standing(account, found);
        TransactionView at = transactions.at(standing);
        boolean decideAgain = at.rejected() && at.isOfFile() && !at.requestId().equals(requestId);
        return decideAgain ? -1 : standing;
    }

    /** The newest record found by following the record's key and id, transitively. */
    private long standing(int account, long found) {
        long standing = found;
        while (true) {
            TransactionView at = transactions.at(standing);
            if (!at.rejected()) {
                return standing;
            }
            String key = at.key();
            TransactionView byId = transactions.findById(account, at.id());
            long newest = byId == null ? standing : Math.max(standing, byId.sequence());
            @Nullable TransactionView byKey =
                    key == null ? null : transactions.findByKey(account, key);
            newest = byKey == null ? newest : Math.max(newest, byKey.sequence());
            if (newest == standing) {
                return standing;
            }
            standing = newest;
        }
    }
}
