package org.davebank.ledger.state;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Expire;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.HoldBook.Target;
import org.davebank.ledger.state.ReversalBook.Original;
import org.davebank.ledger.state.TransactionLog.Part;
import org.davebank.ledger.store.CashBook;
import org.davebank.ledger.store.LedgerCapacity;
import org.davebank.ledger.store.UndecidedBook;
import org.jspecify.annotations.Nullable;

/**
 * Decides one {@link Post} and books it. The checks follow the order of the contract: the request
 * alone (static 422), the account exists (404), the account's currency (422), the request is a
 * retry; then the checks whose failures are recorded: the value date is not too far ahead (422),
 * the to-account exists (404), no account is closed or frozen (409), no balance overflows, and last
 * the funds. A credit adds funds from its value date, a debit takes funds when it is booked.
 *
 *
 * <p>Failures before the retry check are refused without a record, because every retry would fail
 * too. Later rejections depend on the moment and are recorded, so that a retry cannot succeed; only
 * an import row is decided again by the next import, see {@link RowsAgain}. A key or id that was
 * answered with a record is permanently bound to it, whichever of the two found it. Not
 * thread-safe.
 */
final class Teller {

    private final AccountTable accounts;
    private final CashBook cashBook;
    private final TransactionLog transactions;
    private final BindingBook bindings;
    private final ValueDates valueDates;
    private final Repetitions repetitions;
    private final LedgerCapacity capacity;
    private final Movements movements;
    private final ReversalBook reversals;
    private final HoldBook holds;
    private final RecordKeeper records;
    private LedgerRules rules = LedgerRules.FIRST;

    Teller(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            BindingBook bindings,
            ValueDates valueDates,
            LedgerCapacity capacity,
            Movements movements,
            ReversalBook reversals,
            HoldBook holds,
            RecordChains chains) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.bindings = bindings;
        this.valueDates = valueDates;
        this.repetitions = new Repetitions(accounts, transactions, bindings, movements, capacity);
        this.capacity = capacity;
        this.movements = movements;
        this.reversals = reversals;
        this.holds = holds;
        this.records = new RecordKeeper(accounts, cashBook, transactions, reversals, holds, chains);
    }

    /** From the next posting on these rules hold. */
    void follow(LedgerRules next) {
        rules = next;
    }

    LedgerRules rules() {
        return rules;
    }

    /** Whether a posting of the account, or a transfer that is not decided, has this key. */
    boolean knowsKey(int account, String key) {
        return repetitions.knowsKey(account, key);
    }

    /** The answer to a repeated batch, or null. */
    @Nullable LedgerResult repeated(Batch batch) {
        int account = accounts.find(batch.account().value());
        return repetitions.answer(batch, cashBook.code(accounts.currency(account)));
    }

    LedgerResult post(Post post, long stampMs, long index) {
        return post(post, null, stampMs, index);
    }

    /** Decides a transfer to another shard as far as this shard can. */
    LedgerResult begin(Begin begin, long stampMs, long index) {
        return rules.movements()
                ? post(begin.post(), begin, stampMs, index)
                : new LedgerResult.NoVote();
    }

    /** @param begin null if all accounts of the posting are in this shard */
    private LedgerResult post(Post post, @Nullable Begin begin, long stampMs, long index) {
        boolean isNew = post.kind() == TransactionKind.REVERSAL || post.isOfHold();
        if (isNew && !rules.changes()) {
            return new LedgerResult.NoVote();
        }
        Refused refused = PostRules.refusal(post);
        if (refused != null) {
            return refused;
        }
        int from = accounts.find(post.account().value());
        if (from < 0) {
            return new Refused(
                    RejectionCode.ACCOUNT_NOT_FOUND, "there is no account " + post.account());
        }
        int currency = accounts.currency(from);
        String code = cashBook.code(currency);
        int scale = cashBook.scale(currency);
        refused = PostRules.refusal(post, code, scale);
        if (refused != null) {
            return refused;
        }
        long amountMinor = PostRules.amountMinor(post, scale);
        LedgerResult repeated = repetitions.answer(post, amountMinor, code);
        if (repeated != null) {
            return repeated;
        }
        Original original = reversals.original(post);
        if (original == null && post.kind() == TransactionKind.REVERSAL) {
            return PostRules.noOriginal();
        }
        Target hold = holds.target(post);
        if (hold == null && post.ofHold() != null) {
            return PostRules.noHold();
        }
        if (hold != null && post.takesAll()) {
            amountMinor = holds.leftMinor(hold, post);
        }
        int to = begin == null ? toOrdinal(post) : -1;
        if (to >= 0 && accounts.currency(to) != currency && !rules.movements()) {
            return PostRules.otherCurrency(post, code);
        }
        refused = begin == null ? noRoom(1) : noRoom(List.of(begin.toShard()), 1);
        if (refused == null && post.effectiveAtMs() > stampMs) {
            refused = valueDates.noRoom(from, to, post.effectiveAtMs());
        }
        if (refused == null && post.kind() == TransactionKind.HOLD) {
            refused = holds.noRoom(from);
        }
        if (refused == null && hold != null && begin != null) {
            refused = holds.noRoom(hold);
        }
        Order order = new Order(post, begin, original, hold, amountMinor, from, to);
        return refused != null ? refused : judge(order, stampMs, index);
    }

    /**
     * A posting that has passed the checks of the request alone.
     *
     * @param begin null if all its accounts are in this shard
     * @param original what a reversal gives back, else null
     * @param hold what is captured or released, else null
     * @param from ordinal of its account
     * @param to ordinal of the account that it credits here, or -1
     */
    private record Order(
            Post post,
            @Nullable Begin begin,
            @Nullable Original original,
            @Nullable Target hold,
            long amountMinor,
            int from,
            int to) {

        /** The kind of posting whose effect it has. */
        TransactionKind effect() {
            if (post.kind() == TransactionKind.CAPTURE) {
                return post.credits() ? TransactionKind.TRANSFER : TransactionKind.WITHDRAWAL;
            }
            return original == null ? post.kind() : original.effect();
        }

        boolean debits() {
            return effect() != TransactionKind.DEPOSIT && effect() != TransactionKind.RELEASE;
        }

        boolean isLater(long stampMs) {
            return post.effectiveAtMs() > stampMs;
        }
    }

    private LedgerResult judge(Order order, long stampMs, long index) {
        RejectionCode rejection = rejection(order, stampMs);
        if (rejection == null) {
            if (mayFail(order)) {
                return undecided(order);
            }
            if (!isCovered(order, stampMs)) {
                if (mayBeCovered(order, stampMs)) {
                    return undecided(order);
                }
                rejection = RejectionCode.INSUFFICIENT_FUNDS;
            }
        }
        Post post = order.post();
        if (rejection != null) {
            return records.add(
                    post,
                    Part.WHOLE,
                    rejection,
                    order.amountMinor(),
                    order.from(),
                    -1,
                    stampMs,
                    index);
        }
        Begin begin = order.begin();
        if (begin == null) {
            return book(order, stampMs, index);
        }
        if (order.original() != null) {
            reversals.reserve(order.original(), order.amountMinor());
        }
        if (order.hold() != null) {
            holds.begin(order.hold(), order.amountMinor());
        }
        return movements.begin(begin, order.amountMinor(), order.from());
    }

    /** Whether the verdict depends on other reversals of the original, or captures of the hold. */
    private boolean mayFail(Order order) {
        Original original = order.original();
        Target hold = order.hold();
        return (original != null && reversals.isUndecided(original, order.amountMinor()))
                || (hold != null && holds.isUndecided(hold, order.amountMinor()));
    }

    private Undecided undecided(Order order) {
        return new Undecided(order.post().account(), accounts.standing(order.from()));
    }

    /** Refuses what moves money to other shards if the books of movements have no room for it. */
    @Nullable Refused noRoom(List<Integer> participants, int moreRecords) {
        Refused full = noRoom(moreRecords);
        return full == null && !movements.hasRoom(participants)
                ? new Refused(
                        RejectionCode.TOO_BUSY,
                        "too many transfers to that shard are not decided yet")
                : full;
    }

    /**
     * Refuses new records when the shard is full, or when bindings are: a key or id that could not
     * be bound would move money at its next use.
     */
    private @Nullable Refused noRoom(int moreRecords) {
        long reserved = movements.reservedRecords() + holds.reservedRecords();
        if (transactions.count() + reserved + moreRecords > capacity.transactionsMax()) {
            return LedgerCapacity.refusal("transactions", capacity.transactionsMax());
        }
        return bindings.count() >= capacity.bindingsMax()
                ? LedgerCapacity.refusal("further keys and ids", capacity.bindingsMax())
                : null;
    }

    /** The ordinal of the account that a posting moves money to, or -1. */
    private int toOrdinal(Post post) {
        AccountNumber to = post.toAccount();
        return post.credits() && to != null ? accounts.find(to.value()) : -1;
    }

    /** Why the posting is rejected, funds aside. */
    private @Nullable RejectionCode rejection(Order order, long stampMs) {
        Post post = order.post();
        int from = order.from();
        int to = order.to();
        if (to >= 0 && accounts.currency(to) != accounts.currency(from)) {
            return RejectionCode.CURRENCY_MISMATCH;
        }
        if (post.effectiveAtMs() > stampMs + rules.effectiveAheadMsMax()) {
            return RejectionCode.INVALID_EFFECTIVE_AT;
        }
        if (order.effect() == TransactionKind.TRANSFER && to < 0 && order.begin() == null) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        boolean checked = post.mode().isChecked();
        RejectionCode byStatus = rejectionByStatus(order.debits() && checked, from, to);
        if (byStatus != null) {
            return byStatus;
        }
        if (order.original() != null) {
            RejectionCode back = reversals.rejection(order.original(), order.amountMinor());
            if (back != null) {
                return back;
            }
        }
        if (order.hold() != null) {
            RejectionCode taken = holds.rejection(order.hold(), order.amountMinor());
            if (taken != null) {
                return taken;
            }
        }
        boolean overflows =
                order.begin() == null
                        ? overflows(order)
                        : movements.overflows(from, order.amountMinor());
        return overflows
                        || (order.isLater(stampMs)
                                && valueDates.overflows(from, to, order.amountMinor()))
                ? RejectionCode.BALANCE_OVERFLOW
                : null;
    }

    /** Whether the account can pay, whatever becomes of the movements that are undecided. */
    private boolean isCovered(Order order, long stampMs) {
        boolean isHeld = order.hold() != null;
        if (!order.debits() || isHeld || !order.post().mode().isChecked()) {
            return true;
        }
        int from = order.from();
        long free = Account.sum(effective(from, stampMs), -accounts.held(from));
        // The second comparison cannot overflow: a balance below the amount is below 10^14.
        return free >= order.amountMinor()
                || free + accounts.overdraft(from) >= order.amountMinor();
    }

    /** Whether it could pay if every debit failed and every credit came, and its holds stayed. */
    private boolean mayBeCovered(Order order, long stampMs) {
        int from = order.from();
        long best =
                Account.sum(
                        Account.sum(effective(from, stampMs), accounts.expected(from)),
                        -accounts.holds().activeMinor(from));
        return best >= order.amountMinor()
                || best + accounts.overdraft(from) >= order.amountMinor();
    }

    /** The booked balance less the credits that are not effective yet. */
    long effective(int ordinal, long stampMs) {
        long balance = accounts.balance(ordinal);
        return valueDates.isEmpty()
                ? balance
                : Account.sum(balance, -valueDates.creditsAfter(ordinal, stampMs));
    }

    private @Nullable RejectionCode rejectionByStatus(boolean debits, int from, int to) {
        AccountStatus status = accounts.status(from);
        if (status == AccountStatus.CLOSED
                || (to >= 0 && accounts.status(to) == AccountStatus.CLOSED)) {
            return RejectionCode.ACCOUNT_CLOSED;
        }
        return debits && status == AccountStatus.FROZEN ? RejectionCode.ACCOUNT_FROZEN : null;
    }

    private boolean overflows(Order order) {
        long amountMinor = order.amountMinor();
        int from = order.from();
        long cash = cashBook.cash(accounts.currency(from));
        long balance = accounts.balance(from);
        return switch (order.effect()) {
            case DEPOSIT ->
                    overflowsUp(withExpected(from), amountMinor)
                            || overflowsDown(cash, amountMinor);
            case WITHDRAWAL ->
                    overflowsDown(balance, amountMinor) || overflowsUp(cash, amountMinor);
            case HOLD -> overflowsDown(balance - accounts.held(from), amountMinor);
            case RELEASE -> false;
            case BATCH -> throw new AssertionError("its items are judged");
            case TRANSFER, REVERSAL, CAPTURE ->
                    overflowsDown(balance, amountMinor)
                            || overflowsUp(withExpected(order.to()), amountMinor);
        };
    }

    private long withExpected(int ordinal) {
        return Account.sum(accounts.balance(ordinal), accounts.expected(ordinal));
    }

    private static boolean overflowsUp(long balance, long amountMinor) {
        return balance > Long.MAX_VALUE - amountMinor;
    }

    private static boolean overflowsDown(long balance, long amountMinor) {
        return balance < Long.MIN_VALUE + amountMinor;
    }

    private LedgerResult book(Order order, long stampMs, long index) {
        int from = order.from();
        int to = order.to();
        long amountMinor = order.amountMinor();
        int currency = accounts.currency(from);
        if (order.hold() != null) {
            holds.take(order.hold(), order.post(), amountMinor);
        }
        switch (order.effect()) {
            case DEPOSIT -> {
                move(from, amountMinor);
                cashBook.postCash(currency, -amountMinor);
            }
            case WITHDRAWAL -> {
                move(from, -amountMinor);
                cashBook.postCash(currency, amountMinor);
            }
            case TRANSFER -> {
                move(from, -amountMinor);
                move(to, amountMinor);
            }
            case HOLD, RELEASE -> {
                // Only what is held changes.
            }
            case REVERSAL, CAPTURE, BATCH ->
                    throw new AssertionError("it has the effect of another kind");
        }
        cashBook.checkBalanced(currency);
        if (order.isLater(stampMs)) {
            boolean credits = !order.debits();
            valueDates.note(
                    credits ? -1 : from,
                    credits ? from : to,
                    order.post().effectiveAtMs(),
                    amountMinor);
        }
        Part part = order.original() != null && !order.debits() ? Part.RETURN : Part.WHOLE;
        return records.add(order.post(), part, null, amountMinor, from, to, stampMs, index);
    }

    void move(int ordinal, long deltaMinor) {
        accounts.post(ordinal, Math.addExact(accounts.balance(ordinal), deltaMinor));
        cashBook.noteAccount(accounts.currency(ordinal), deltaMinor);
    }

    /** Ends a hold whose time is over and records that; too early or too late it changes nothing. */
    LedgerResult expire(Expire expire, long stampMs, long index) {
        if (!rules.changes()) {
            return new LedgerResult.NoVote();
        }
        Target hold = holds.due(expire, stampMs);
        if (hold != null) {
            long freedMinor = holds.expire(hold);
            int from = accounts.find(expire.account().value());
            records.add(
                    HoldBook.expiry(expire),
                    Part.WHOLE,
                    null,
                    freedMinor,
                    from,
                    -1,
                    stampMs,
                    index);
        }
        return new LedgerResult.Noted();
    }

    /** Books a transfer that has been decided to another shard, or records its rejection. */
    Recorded decided(
            UndecidedBook.Movement movement,
            Post post,
            @Nullable RejectionCode rejection,
            long stampMs,
            long index) {
        int from = movement.reserved().getFirst().account();
        long amountMinor = movement.amountMinor();
        if (rejection == null) {
            move(from, -amountMinor);
            cashBook.postTransit(accounts.currency(from), amountMinor);
            cashBook.checkBalanced(accounts.currency(from));
            if (post.effectiveAtMs() > stampMs) {
                valueDates.note(from, -1, post.effectiveAtMs(), amountMinor);
            }
        }
        Original original = reversals.original(post);
        if (original != null) {
            reversals.reserve(original, -amountMinor);
        }
        Target hold = holds.target(post);
        if (hold != null && rejection == null) {
            holds.commit(hold, post, amountMinor);
        } else if (hold != null) {
            holds.abort(hold, amountMinor);
        }
        Part part = rejection == null ? Part.OUTGOING : Part.WHOLE;
        return records.add(post, part, rejection, amountMinor, from, -1, stampMs, index);
    }
}
