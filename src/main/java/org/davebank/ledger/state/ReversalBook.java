package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * What has been given back of each transaction, which {@link RecordChains} leads to. Only what is
 * undecided is in memory.
 *
 * <p>Invariant: reversals never give back more than the transaction moved, whichever of the undecided
 * ones are committed.
 *
 * <p>Not thread-safe.
 */
final class ReversalBook {

    private static final int ENTRY_BYTES = 80;

    private final TransactionLog transactions;
    private final RecordChains chains;
    private final TransactionView view;

    /** The sum of undecided reversals by the sequence of their original. */
    private final Map<Long, Long> undecidedMinor = new TreeMap<>();

    ReversalBook(TransactionLog transactions, RecordChains chains) {
        this.transactions = transactions;
        this.chains = chains;
        this.view = new TransactionView(transactions.records());
    }

    /**
     * A posted transaction of this shard that can be reversed.
     *
     * @param effect the kind of posting whose effect a reversal of it has
     */
    record Original(long sequence, TransactionKind effect, long amountMinor) {}

    /** What the posting gives back, or null if this shard has no such transaction. */
    @Nullable Original original(Post post) {
        TransactionId id = post.reverses();
        if (id == null) {
            return null;
        }
        AccountNumber to = post.toAccount();
        int owner = (to == null ? post.account() : to).value();
        transactions.probeId(id);
        TransactionView at = transactions.nextWithId(id);
        while (at != null) {
            boolean moved = at.account() == owner && !at.rejected();
            if (moved && to == null && at.kind() == TransactionKind.DEPOSIT) {
                return new Original(at.sequence(), TransactionKind.WITHDRAWAL, at.amountMinor());
            }
            if (moved && to == null && isPaidOut(at)) {
                return new Original(at.sequence(), TransactionKind.DEPOSIT, at.amountMinor());
            }
            if (moved
                    && to != null
                    && at.kind() != TransactionKind.REVERSAL
                    && at.isCreditedHere()
                    && at.toAccount() == post.account().value()) {
                return new Original(at.sequence(), TransactionKind.TRANSFER, at.amountMinor());
            }
            at = transactions.nextWithId(id);
        }
        return null;
    }

    /** Whether it has debited its account and credited no other. */
    private static boolean isPaidOut(TransactionView at) {
        return at.kind() == TransactionKind.WITHDRAWAL
                || (at.kind() == TransactionKind.CAPTURE && at.toAccount() < 0);
    }

    /** Why so much cannot be given back, whatever becomes of the undecided reversals; or null. */
    @Nullable RejectionCode rejection(Original original, long amountMinor) {
        long left = original.amountMinor() - reversedMinor(original.sequence());
        if (amountMinor <= left) {
            return null;
        }
        return left == 0 ? RejectionCode.ALREADY_REVERSED : RejectionCode.EXCEEDS_ORIGINAL;
    }

    /** Whether so much can be given back only if undecided reversals are rejected. */
    boolean isUndecided(Original original, long amountMinor) {
        long undecided = undecidedMinor.getOrDefault(original.sequence(), 0L);
        return undecided > 0
                && amountMinor
                        > original.amountMinor() - reversedMinor(original.sequence()) - undecided;
    }

    /** Reserves an amount for a reversal that has begun, or frees it if negative. */
    void reserve(Original original, long deltaMinor) {
        undecidedMinor.merge(original.sequence(), deltaMinor, Long::sum);
        undecidedMinor.remove(original.sequence(), 0L);
    }

    /** The sequence of a payer's transfer to another shard, or -1. */
    long outgoing(AccountNumber payer, TransactionId id) {
        for (long sequence : transactions.home(payer, id)) {
            if (transactions.at(sequence).isOutgoing()) {
                return sequence;
            }
        }
        return -1;
    }

    /** What has been given back of the record of this sequence. */
    private long reversedMinor(long original) {
        TransactionView newest = chains.newest(original);
        return newest == null ? 0 : newest.sumMinor();
    }

    /** How a record is linked with reversals, as of now. */
    ReversalLinks links(TransactionView of) {
        TransactionView newest = chains.newest(of.sequence());
        if (newest == null) {
            return of.reversalLinks();
        }
        long reversedMinor = newest.sumMinor();
        List<TransactionId> newestFirst = new ArrayList<>();
        long at = newest.sequence();
        while (at >= 0 && newestFirst.size() < ReversalLinks.SHOWN_MAX) {
            newestFirst.add(view.moveTo(at).id());
            at = view.beforeInChain();
        }
        return new ReversalLinks(
                null, false, reversedMinor, newestFirst, of.reversalLinks().hold());
    }

    long bytes() {
        return (long) undecidedMinor.size() * ENTRY_BYTES;
    }
}
