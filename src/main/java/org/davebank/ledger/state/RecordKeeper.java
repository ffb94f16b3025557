package org.davebank.ledger.state;

import java.util.List;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.state.ReversalBook.Original;
import org.davebank.ledger.state.TransactionLog.Back;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.CashBook;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of decisions: into the log, the histories of the accounts, and the chain of what
 * follows a record. Not thread-safe.
 */
final class RecordKeeper {

    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final ReversalBook reversals;
    private final HoldBook holds;
    private final RecordChains chains;

    RecordKeeper(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            ReversalBook reversals,
            HoldBook holds,
            RecordChains chains) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.reversals = reversals;
        this.holds = holds;
        this.chains = chains;
    }

    /**
     * Adds a record to the history of {@code from}, and of {@code to} unless it is -1. The balances and
     * the hold must be as after the decision.
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
        Back back = code == null ? back(post) : Back.NONE;
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
        if (back.original() >= 0) {
            chains.add(back, sequence);
            holds.recorded(back.original());
        } else if (post.kind() == TransactionKind.HOLD && code == null) {
            holds.add(sequence, post, amountMinor, from, stampMs);
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
        if (post.purpose() == null) {
            return new Recorded(transaction, false);
        }
        ReversalLinks links =
                ReversalLinks.of(
                        post.purpose(),
                        code == null && part == Part.RETURN,
                        code == null ? amountMinor : 0,
                        stampMs);
        return new Recorded(transaction.with(List.of(), links), false);
    }

    /** How a posting is linked with the record that it follows. */
    private Back back(Post post) {
        HoldBook.Target hold = holds.target(post);
        if (hold != null) {
            return holds.link(hold);
        }
        Original original = reversals.original(post);
        return original == null ? Back.NONE : chains.link(original.sequence());
    }
}
