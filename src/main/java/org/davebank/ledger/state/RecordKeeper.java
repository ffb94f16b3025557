package org.davebank.ledger.state;

import java.util.List;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.state.ReversalBook.Original;
import org.davebank.ledger.state.TransactionLog.Back;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.CashBook;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of decisions: into the log, the histories of the accounts, and the chain of
 * reversals. Not thread-safe.
 */
final class RecordKeeper {

    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final ReversalBook reversals;

    RecordKeeper(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            ReversalBook reversals) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.reversals = reversals;
    }

    /**
     * Adds a record to the history of {@code from}, and of {@code to} unless it is -1. The balances must
     * be those after the decision.
     *
     * @param code why it was rejected, or null
     */
    Recorded add(
            Post post,
            Part part,
            @Nullable RejectionCode code,
            long amountMinor,
            int from,
            int to,
            long stampMs,
            long index) {
        Original original = code == null ? reversals.original(post) : null;
        Back back = original == null ? Back.NONE : reversals.link(original.sequence());
        long balanceAfterMinor = accounts.balance(from);
        long sequence =
                transactions.append(
                        new TransactionLog.Decision(
                                post,
                                part,
                                amountMinor,
                                code,
                                balanceAfterMinor,
                                to < 0 ? 0 : accounts.balance(to),
                                stampMs,
                                stampMs,
                                index,
                                accounts.newest(from),
                                to < 0 ? -1 : accounts.newest(to),
                                back));
        accounts.newest(from, sequence);
        if (to >= 0) {
            accounts.newest(to, sequence);
        }
        if (original != null) {
            reversals.add(back, sequence);
        }
        Transaction transaction =
                new Transaction(
                        post.id(),
                        post.key(),
                        post.kind(),
                        post.account(),
                        post.toAccount(),
                        amountMinor,
                        cashBook.code(accounts.currency(from)),
                        stampMs,
                        post.effectiveAtMs() == 0 ? stampMs : post.effectiveAtMs(),
                        post.reference(),
                        post.description(),
                        post.by(),
                        post.requestId(),
                        code == null ? TransactionStatus.POSTED : TransactionStatus.REJECTED,
                        code,
                        balanceAfterMinor,
                        index,
                        sequence);
        TransactionId reverses = post.reverses();
        if (reverses == null) {
            return new Recorded(transaction, false);
        }
        ReversalLinks links = new ReversalLinks(reverses, part == Part.RETURN, 0, List.of());
        return new Recorded(transaction.with(List.of(), links), false);
    }
}
