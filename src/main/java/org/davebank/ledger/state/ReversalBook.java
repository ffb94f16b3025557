package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.Spill;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * What has been given back of each transaction. The reversals of a transaction are a chain of records
 * from the newest back, each with the sum of those before it. Only what is undecided is in memory.
 *
 * <p>Invariant: reversals never give back more than the transaction moved, whichever of the undecided
 * ones are committed.
 *
 * <p>Not thread-safe.
 */
final class ReversalBook {

    private static final int ENTRY_BYTES = 80;

    private final TransactionLog transactions;
    private final TransactionView view;
    private final HashIndex newest;

    /** The sum of undecided reversals by the sequence of their original. */
    private final Map<Long, Long> undecidedMinor = new TreeMap<>();

    private boolean empty = true;

    ReversalBook(TransactionLog transactions, Spill spill) {
        this.transactions = transactions;
        this.view = new TransactionView(transactions.records());
        this.newest = new HashIndex(spill);
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
            if (moved && to == null && at.kind() == TransactionKind.WITHDRAWAL) {
                return new Original(at.sequence(), TransactionKind.DEPOSIT, at.amountMinor());
            }
            if (moved
                    && to != null
                    && at.kind() == TransactionKind.TRANSFER
                    && at.isCreditedHere()
                    && at.toAccount() == post.account().value()) {
                return new Original(at.sequence(), TransactionKind.TRANSFER, at.amountMinor());
            }
            at = transactions.nextWithId(id);
        }
        return null;
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

    /** How the next reversal of a record is linked; {@code original} is its sequence, or -1. */
    TransactionLog.Back link(long original) {
        if (original < 0) {
            return TransactionLog.Back.NONE;
        }
        long before = newest(original);
        return new TransactionLog.Back(original, before, before < 0 ? 0 : view.reversedMinor());
    }

    /** Notes the record of a posted reversal. */
    void add(TransactionLog.Back link, long sequence) {
        long hash = hash(link.original());
        if (link.before() < 0) {
            newest.add(hash, sequence);
        } else {
            newest.replace(hash, link.before(), sequence);
        }
        empty = false;
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
        return newest(original) < 0 ? 0 : view.reversedMinor();
    }

    /** Moves the view to the newest reversal of a record and returns its sequence, or -1. */
    private long newest(long original) {
        if (empty) {
            return -1;
        }
        newest.probe(hash(original));
        for (long at = newest.next(); at >= 0; at = newest.next()) {
            if (view.moveTo(at).original() == original) {
                return at;
            }
        }
        return -1;
    }

    private static long hash(long original) {
        return StateHash.ofPair(original, 0x7265_7665_7273_65L);
    }

    /** How a record is linked with reversals, as of now. */
    ReversalLinks links(TransactionView of) {
        long reversedMinor = reversedMinor(of.sequence());
        if (reversedMinor == 0) {
            return of.reversalLinks();
        }
        List<TransactionId> newestFirst = new ArrayList<>();
        long at = view.sequence();
        while (at >= 0 && newestFirst.size() < ReversalLinks.SHOWN_MAX) {
            newestFirst.add(view.moveTo(at).id());
            at = view.beforeReversal();
        }
        return new ReversalLinks(null, false, reversedMinor, newestFirst);
    }

    long bytes() {
        return newest.bytes() + (long) undecidedMinor.size() * ENTRY_BYTES;
    }
}
