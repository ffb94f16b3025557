package org.davebank.ledger.state;

import org.davebank.ledger.LedgerCommand.Post;
import org.jspecify.annotations.Nullable;

/**
 * Whether a row of a file that the ledger has met before is answered from its record or decided again.
 * What moved money is never decided again; a rejection of a row is, when another import brings the row.
 * So of all records that one key or id has, only the newest can be posted. Not thread-safe.
 */
final class RowsAgain {

    private final TransactionLog transactions;

    RowsAgain(TransactionLog transactions) {
        this.transactions = transactions;
    }

    /**
     * The record that answers the row, or -1 when it is to be decided.
     *
     * @param found the record to which the row's key or id leads
     */
    long answer(Post post, long found) {
        String requestId = post.requestId();
        int account = post.account().value();
        long own = transactions.ofRequest(account, post.key(), post.id(), requestId);
        if (own >= 0) {
            return own; // The same import goes on after a crash: whatever others did since.
        }
        long standing = standing(account, found);
        TransactionView at = transactions.at(standing);
        boolean decideAgain = at.rejected() && at.isOfFile() && !at.requestId().equals(requestId);
        return decideAgain ? -1 : standing;
    }

    /** The newest record that the record's own key and id lead to, and theirs in turn. */
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
