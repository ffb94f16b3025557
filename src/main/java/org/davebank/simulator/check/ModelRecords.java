package org.davebank.simulator.check;

import java.util.List;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/** What the records of a shard must say, as the model sees it. */
final class ModelRecords {

    private ModelRecords() {}

    /** The record of a decision; the account has the balance after it. */
    static Transaction of(
            Post post,
            ModelAccount account,
            long amountMinor,
            long stampMs,
            @Nullable RejectionCode code,
            long index,
            long sequence,
            ReversalLinks reversals) {
        Transaction record =
                new Transaction(
                        post.id(),
                        post.key(),
                        post.kind(),
                        post.account(),
                        post.toAccount(),
                        amountMinor,
                        account.opening.currency(),
                        stampMs,
                        post.effectiveAtMs() == 0 ? stampMs : post.effectiveAtMs(),
                        post.reference(),
                        post.description(),
                        post.by(),
                        post.requestId(),
                        code == null ? TransactionStatus.POSTED : TransactionStatus.REJECTED,
                        code,
                        account.balanceMinor,
                        index,
                        sequence);
        return record.with(List.of(), HoldModel.links(post, reversals, record));
    }

    /** The record of a credit from another shard; the account has the balance after it. */
    static Transaction incoming(
            Deliver deliver, Expect expect, ModelAccount account, long index, long sequence) {
        long decidedAtMs = deliver.decidedAtMs();
        return new Transaction(
                deliver.key().id(),
                null,
                deliver.reverses() == null ? TransactionKind.TRANSFER : TransactionKind.REVERSAL,
                deliver.key().account(),
                expect.to(),
                expect.amountMinor(),
                account.opening.currency(),
                decidedAtMs,
                deliver.effectiveAtMs() == 0 ? decidedAtMs : deliver.effectiveAtMs(),
                deliver.reference(),
                deliver.description(),
                deliver.by(),
                deliver.requestId(),
                TransactionStatus.POSTED,
                null,
                account.balanceMinor,
                index,
                sequence,
                List.of(),
                new ReversalLinks(deliver.reverses(), false, 0, List.of()));
    }
}
