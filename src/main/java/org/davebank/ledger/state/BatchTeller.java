package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.Batch.Item;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.MovementCommand.BeginBatch;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.TransactionLog.Back;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.ExpectBook;
import org.davebank.ledger.store.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * Judges and books what a batch does in this shard, as its coordinator or as a participant. Items are judged
 * in their order and all before any is booked: first accounts and currencies, then whether balances overflow, and
 * last the funds, which have to suffice at each item of the account. Not thread-safe.
 */
final class BatchTeller {

    /** CASH and TRANSIT stay within half of a long's range, less what one batch can move. */
    private static final long CONTRA_MINOR_MAX =
            Long.MAX_VALUE / 2 - LedgerLimits.BATCH_ITEMS_MAX * Money.AMOUNT_MINOR_MAX;

    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final Teller teller;
    private final Movements movements;

    BatchTeller(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            Teller teller,
            Movements movements) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.teller = teller;
        this.movements = movements;
    }

    /**
     * What the shard makes of its items.
     *
     * @param code why they are rejected, or null
     * @param item the number of the item that fails, or -1
     * @param mayPass whether it fails only if some movement ends the wrong way that is undecided
     */
    record Verdict(@Nullable RejectionCode code, int item, boolean mayPass) {}

    private static final Verdict PASSED = new Verdict(null, -1, false);

    /** Judges a batch as its coordinator; posts it at once if it has no participants. */
    LedgerResult begin(BeginBatch begin, long stampMs, long index) {
        Batch batch = begin.batch();
        if (accounts.find(batch.account().value()) < 0) {
            return new Refused(
                    RejectionCode.ACCOUNT_NOT_FOUND, "there is no account " + batch.account());
        }
        LedgerResult repeated = teller.repeated(batch);
        if (repeated != null) {
            return repeated;
        }
        List<Integer> participants = batch.participants();
        Refused full = teller.noRoom(participants, batch.items().size() + 1);
        if (full != null) {
            return full;
        }
        List<Item> own = batch.of(batch.shard());
        Verdict verdict = judge(own, batch.shard(), stampMs);
        if (verdict.mayPass()) {
            AccountNumber account = batch.items().get(verdict.item()).account();
            return new Undecided(account, accounts.standing(accounts.find(account.value())));
        }
        if (verdict.code() == null && !participants.isEmpty()) {
            return movements.begin(begin, reservations(own, batch.shard()));
        }
        return end(batch, verdict, stampMs, index);
    }

    /** Judges the items that have accounts in this shard, whose number is {@code shard}. */
    Verdict judge(List<Item> items, int shard, long stampMs) {
        for (Item each : items) {
            RejectionCode code = rejection(each, shard);
            if (code != null) {
                return new Verdict(code, each.number(), false);
            }
        }
        int overflow = first(items, shard, (account, delta, sum) -> overflows(account, sum));
        if (overflow >= 0) {
            return new Verdict(RejectionCode.BALANCE_OVERFLOW, overflow, false);
        }
        int never =
                first(
                        items,
                        shard,
                        (account, delta, sum) -> delta < 0 && bestMinor(account, stampMs) < -sum);
        if (never >= 0) {
            return new Verdict(RejectionCode.INSUFFICIENT_FUNDS, never, false);
        }
        int now =
                first(
                        items,
                        shard,
                        (account, delta, sum) -> delta < 0 && freeMinor(account, stampMs) < -sum);
        return now < 0 ? PASSED : new Verdict(RejectionCode.INSUFFICIENT_FUNDS, now, true);
    }

    private @Nullable RejectionCode rejection(Item item, int shard) {
        AccountNumber to = item.toAccount();
        if (item.isAt(shard)) {
            RejectionCode code = rejection(item, item.account());
            if (code != null) {
                return code;
            }
            int from = accounts.find(item.account().value());
            if (item.debits() && accounts.status(from) == AccountStatus.FROZEN) {
                return RejectionCode.ACCOUNT_FROZEN;
            }
        }
        return to != null && item.pays(shard) ? rejection(item, to) : null;
    }

    private @Nullable RejectionCode rejection(Item item, AccountNumber number) {
        int account = accounts.find(number.value());
        if (account < 0) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        int currency = accounts.currency(account);
        if (!cashBook.code(currency).equals(item.currency())
                || cashBook.scale(currency) != item.scale()) {
            return RejectionCode.CURRENCY_MISMATCH;
        }
        return accounts.status(account) == AccountStatus.CLOSED
                ? RejectionCode.ACCOUNT_CLOSED
                : null;
    }

    /** Looks at an account after each change by an item. */
    private interface Look {

        /** @param sumMinor of the changes so far */
        boolean fails(int account, long deltaMinor, long sumMinor);
    }

    /** The number of the first item at which an account fails, or -1. */
    private int first(List<Item> items, int shard, Look look) {
        Map<Integer, Long> sums = new TreeMap<>();
        for (Item item : items) {
            for (Batch.Change each : Batch.changes(item, shard)) {
                int account = accounts.find(each.account().value());
                long sum = sums.merge(account, each.deltaMinor(), Long::sum);
                if (look.fails(account, each.deltaMinor(), sum)) {
                    return item.number();
                }
            }
        }
        return -1;
    }

    private boolean overflows(int account, long sumMinor) {
        int currency = accounts.currency(account);
        long balance = accounts.balance(account);
        long expected = accounts.expected(account);
        boolean fits =
                Math.abs(cashBook.cash(currency)) <= CONTRA_MINOR_MAX
                        && Math.abs(cashBook.transit(currency)) <= CONTRA_MINOR_MAX
                        && expected <= CONTRA_MINOR_MAX
                        && balance <= Long.MAX_VALUE - expected - Math.max(0, sumMinor)
                        && balance - accounts.held(account)
                                >= Long.MIN_VALUE / 2 - Math.min(0, sumMinor);
        return !fits;
    }

    /** What debits may take, whatever becomes of the movements that are undecided. */
    private long freeMinor(int account, long stampMs) {
        return withOverdraft(account, stampMs, -accounts.held(account));
    }

    /** What they could take if every debit failed and every credit came, and its holds stayed. */
    private long bestMinor(int account, long stampMs) {
        long most = Account.sum(accounts.expected(account), -accounts.holds().activeMinor(account));
        return withOverdraft(account, stampMs, most);
    }

    private long withOverdraft(int account, long stampMs, long moreMinor) {
        return Account.sum(
                Account.sum(teller.effective(account, stampMs), moreMinor),
                accounts.overdraft(account));
    }

    /** What items that have passed reserve in this shard. */
    List<Reservation> reservations(List<Item> items, int shard) {
        List<Reservation> reserved = new ArrayList<>();
        for (Batch.Leg leg : Batch.legs(items, shard)) {
            int number = leg.account().value();
            reserved.add(
                    new Reservation(
                            accounts.find(number), number, leg.needMinor(), leg.roomMinor()));
        }
        return reserved;
    }

    /** Books what a batch with participants does in the coordinator's shard, or records its rejection. */
    Recorded decided(Batch batch, Decide decide, long stampMs, long index) {
        return end(batch, new Verdict(decide.rejection(), decide.item(), false), stampMs, index);
    }

    private Recorded end(Batch batch, Verdict verdict, long stampMs, long index) {
        if (verdict.code() == null) {
            Booking booking =
                    new Booking(
                            batch.shard(),
                            batch.id(),
                            batch.by(),
                            batch.requestId(),
                            false,
                            stampMs,
                            stampMs,
                            index);
            batch.of(batch.shard()).forEach(each -> book(each, booking));
        }
        int account = accounts.find(batch.account().value());
        Post post =
                post(
                        batch.id(),
                        batch.key(),
                        batch.account(),
                        null,
                        batch.purpose(verdict.item()),
                        batch.by(),
                        batch.requestId());
        long sequence =
                transactions.append(
                        new TransactionLog.Decision(
                                post,
                                Part.WHOLE,
                                0,
                                verdict.code(),
                                accounts.balance(account),
                                0,
                                stampMs,
                                stampMs,
                                index,
                                -1,
                                -1,
                                Back.NONE));
        String currency = cashBook.code(accounts.currency(account));
        return new Recorded(transactions.at(sequence).transaction(currency), false);
    }

    /** Books what a committed batch does in a participant's shard; judges nothing again. */
    void deliver(Deliver deliver, ExpectBook.Expected expected, long stampMs, long index) {
        TransactionId id = deliver.key().id();
        Booking booking =
                new Booking(
                        expected.shard(),
                        id,
                        deliver.by(),
                        deliver.requestId(),
                        true,
                        deliver.decidedAtMs(),
                        stampMs,
                        index);
        expected.items().forEach(each -> book(each, booking));
        Post note =
                post(
                        id,
                        null,
                        deliver.key().account(),
                        new AccountNumber(expected.reserved().getFirst().number()),
                        new Purpose.Bundles(expected.items().size(), -1, new Batch.Digest(0, 0)),
                        deliver.by(),
                        deliver.requestId());
        transactions.append(
                new TransactionLog.Decision(
                        note,
                        Part.INCOMING,
                        0,
                        null,
                        0,
                        0,
                        deliver.decidedAtMs(),
                        stampMs,
                        index,
                        -1,
                        -1,
                        Back.NONE));
    }

    /** The record of a batch; it belongs to no history. */
    private static Post post(
            TransactionId id,
            @Nullable String key,
            AccountNumber account,
            @Nullable AccountNumber here,
            Purpose.Bundles purpose,
            String by,
            String requestId) {
        return new Post(
                id,
                key,
                TransactionKind.BATCH,
                account,
                here,
                0,
                0,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                purpose,
                by,
                requestId);
    }

    /**
     * What the bookings of a batch in this shard have in common.
     *
     * @param late whether another shard has decided
     */
    private record Booking(
            int shard,
            TransactionId batch,
            String by,
            String requestId,
            boolean late,
            long decidedAtMs,
            long stampMs,
            long index) {

        Part part(boolean comes, boolean leaves) {
            if (comes) {
                return Part.INCOMING;
            }
            if (late) {
                return leaves ? Part.LATE_OUTGOING : Part.LATE;
            }
            return leaves ? Part.OUTGOING : Part.WHOLE;
        }
    }

    private void book(Item item, Booking booking) {
        AccountNumber toAccount = item.toAccount();
        int from = item.isAt(booking.shard()) ? accounts.find(item.account().value()) : -1;
        int to =
                toAccount != null && item.pays(booking.shard())
                        ? accounts.find(toAccount.value())
                        : -1;
        long amountMinor = item.amountMinor();
        long debitMinor = item.debits() ? amountMinor : -amountMinor;
        int currency = accounts.currency(from < 0 ? to : from);
        if (from >= 0) {
            teller.move(from, -debitMinor);
        }
        if (to >= 0) {
            teller.move(to, amountMinor);
        }
        if (toAccount == null) {
            cashBook.postCash(currency, debitMinor);
        } else if (from < 0 || to < 0) {
            cashBook.postTransit(currency, from < 0 ? -amountMinor : amountMinor);
        }
        cashBook.checkBalanced(currency);
        long sequence =
                transactions.append(
                        new TransactionLog.Decision(
                                item.post(booking.batch(), booking.by(), booking.requestId()),
                                booking.part(from < 0, toAccount != null && to < 0),
                                amountMinor,
                                null,
                                from < 0 ? 0 : accounts.balance(from),
                                to < 0 ? 0 : accounts.balance(to),
                                booking.decidedAtMs(),
                                booking.stampMs(),
                                booking.index(),
                                from < 0 ? -1 : accounts.newest(from),
                                to < 0 ? -1 : accounts.newest(to),
                                Back.NONE));
        if (from >= 0) {
            accounts.newest(from, sequence);
        }
        if (to >= 0) {
            accounts.newest(to, sequence);
        }
    }
}
