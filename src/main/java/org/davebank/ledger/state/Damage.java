package org.davebank.ledger.state;

import java.util.function.Predicate;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.TransactionLog.Back;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.Reservation;

/**
 * Damages one replica of a ledger on purpose, to show that the audit detects it. In a node's
 * process it requires a switch for tests. The log knows nothing of it, so a node that starts again is
 * whole again.
 */
public final class Damage {

    /** What can be done to a ledger. */
    public enum Kind {
        /** The amount of the newest posting that moved money is changed, and nothing else. */
        ALTERED_POSTING,
        /** The payer of the newest transfer to another shard is debited, and nothing will credit it. */
        HALF_TRANSFER,
        /** The newest credit from another shard is booked once more. */
        DOUBLED_POSTING,
        /** A credit is expected of a transfer of which its coordinator knows nothing. */
        LOST_DECISION,
        /** The newest active hold is never ended. */
        ENDLESS_HOLD
    }

    private static final long AMOUNT_MINOR = 1;

    private Damage() {}

    /**
     * Damages a ledger that has accounts.
     *
     * @param otherShard number of another shard
     * @param deltaMinor by how much a posting is altered
     * @throws IllegalArgumentException if the ledger has nothing that can be damaged this way
     */
    public static void plant(Ledger ledger, Kind kind, int otherShard, long deltaMinor) {
        if (ledger.accounts.count() == 0) {
            throw new IllegalArgumentException("there is no account");
        }
        switch (kind) {
            case ALTERED_POSTING -> {
                TransactionView newest = newest(ledger, Damage::moves, "nothing was posted");
                alterPosting(ledger, newest.sequence(), deltaMinor);
            }
            case HALF_TRANSFER -> debit(ledger);
            case DOUBLED_POSTING -> creditAgain(ledger);
            case LOST_DECISION -> expect(ledger, otherShard);
            case ENDLESS_HOLD -> ledger.holds().forgetEnd();
        }
    }

    /**
     * Changes the amount of one stored posting and nothing else.
     *
     * @param sequence the record, or -1 for the newest
     * @throws IllegalArgumentException if there is no such record or the amount would leave its
     *     range
     */
    public static void alterPosting(Ledger ledger, long sequence, long deltaMinor) {
        TransactionLog records = ledger.transactions;
        long at = sequence == -1 ? records.count() - 1 : sequence;
        if (at < 0 || at >= records.count()) {
            throw new IllegalArgumentException("there is no record " + sequence);
        }
        records.alterAmount(at, deltaMinor);
    }

    /** The same on every replica. */
    private static TransactionId id(Ledger ledger) {
        return new TransactionId(ledger.appliedIndex(), ledger.transactions.count());
    }

    private static void debit(Ledger ledger) {
        TransactionView paid =
                newest(ledger, TransactionView::isOutgoing, "nothing was paid to another shard");
        AccountNumber from = new AccountNumber(paid.account());
        AccountNumber to = new AccountNumber(paid.toAccount());
        book(ledger, id(ledger), from, to, Part.OUTGOING, AMOUNT_MINOR);
    }

    private static void creditAgain(Ledger ledger) {
        TransactionView credit =
                newest(ledger, TransactionView::isIncoming, "no credit came from another shard");
        AccountNumber from = new AccountNumber(credit.account());
        AccountNumber to = new AccountNumber(credit.toAccount());
        book(ledger, credit.id(), from, to, Part.INCOMING, credit.amountMinor());
    }

    private static boolean moves(TransactionView record) {
        return record.effectOn(record.accountHere()) != 0;
    }

    private static TransactionView newest(
            Ledger ledger, Predicate<TransactionView> wanted, String none) {
        for (long at = ledger.transactions.count() - 1; at >= 0; at--) {
            TransactionView record = ledger.transactions.at(at);
            if (!record.rejected() && wanted.test(record)) {
                return record;
            }
        }
        throw new IllegalArgumentException(none);
    }

    private static void expect(Ledger ledger, int otherShard) {
        int ordinal = ledger.accounts.count() - 1;
        MovementKey key =
                new MovementKey(new AccountNumber(AccountNumber.VALUE_MAX), id(ledger), 0);
        Reservation credit =
                new Reservation(ordinal, ledger.accounts.number(ordinal), 0, AMOUNT_MINOR);
        ledger.movements().expected().add(key, otherShard, credit, ledger.lastStampMs());
        ledger.accounts.expect(ordinal, AMOUNT_MINOR);
    }

    /** Books one half of a transfer, against TRANSIT. */
    private static void book(
            Ledger ledger,
            TransactionId id,
            AccountNumber from,
            AccountNumber to,
            Part part,
            long amountMinor) {
        boolean incoming = part == Part.INCOMING;
        int ordinal = ledger.accounts.find(incoming ? to.value() : from.value());
        int currency = ledger.accounts.currency(ordinal);
        long deltaMinor = incoming ? amountMinor : -amountMinor;
        long balanceMinor = ledger.accounts.balance(ordinal) + deltaMinor;
        ledger.accounts.post(ordinal, balanceMinor);
        ledger.cashBook.noteAccount(currency, deltaMinor);
        ledger.cashBook.postTransit(currency, -deltaMinor);
        Post post =
                new Post(
                        id,
                        null,
                        TransactionKind.TRANSFER,
                        from,
                        to,
                        amountMinor,
                        ledger.cashBook.scale(currency),
                        null,
                        0,
                        null,
                        null,
                        PostingMode.LIVE,
                        null,
                        "test",
                        "test");
        long before = ledger.accounts.newest(ordinal);
        long sequence =
                ledger.transactions.append(
                        new TransactionLog.Decision(
                                post,
                                part,
                                amountMinor,
                                null,
                                incoming ? 0 : balanceMinor,
                                incoming ? balanceMinor : 0,
                                ledger.lastStampMs(),
                                ledger.lastStampMs(),
                                ledger.appliedIndex(),
                                incoming ? -1 : before,
                                incoming ? before : -1,
                                Back.NONE));
        ledger.accounts.newest(ordinal, sequence);
    }
}
