package org.davebank.ledger.state;

import org.davebank.base.AccountNumber;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCapacity;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.state.TransactionLog.Part;
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
    private LedgerRules rules = LedgerRules.FIRST;

    Teller(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            BindingBook bindings,
            ValueDates valueDates,
            LedgerCapacity capacity,
            Movements movements) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.bindings = bindings;
        this.valueDates = valueDates;
        this.repetitions = new Repetitions(accounts, transactions, bindings, movements, capacity);
        this.capacity = capacity;
        this.movements = movements;
    }

    /** From the next posting on these rules hold. */
    void follow(LedgerRules next) {
        rules = next;
    }

    LedgerRules rules() {
        return rules;
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
        int to = begin == null ? toOrdinal(post) : -1;
        boolean otherCurrency = to >= 0 && accounts.currency(to) != currency;
        if (otherCurrency && !rules.movements()) {
            return PostRules.otherCurrency(post, code);
        }
        refused = begin == null ? noRoom() : noRoom(begin);
        if (refused == null && post.effectiveAtMs() > stampMs) {
            refused = valueDates.noRoom(from, to, post.effectiveAtMs());
        }
        if (refused != null) {
            return refused;
        }
        RejectionCode rejection =
                otherCurrency
                        ? RejectionCode.CURRENCY_MISMATCH
                        : rejection(post, begin, amountMinor, from, to, stampMs);
        if (rejection == null && !isCovered(post, amountMinor, from, stampMs)) {
            if (mayBeCovered(amountMinor, from, stampMs)) {
                return undecided(post, from);
            }
            rejection = RejectionCode.INSUFFICIENT_FUNDS;
        }
        if (rejection != null) {
            return record(post, amountMinor, rejection, from, -1, stampMs, index);
        }
        return begin == null
                ? book(post, amountMinor, from, to, stampMs, index)
                : movements.begin(begin, amountMinor, from);
    }

    private Undecided undecided(Post post, int ordinal) {
        return new Undecided(post.account(), accounts.standing(ordinal));
    }

    /** Refuses a transfer that the books of movements have no room for. */
    private @Nullable Refused noRoom(Begin begin) {
        Refused full = noRoom();
        return full == null && !movements.hasRoom(begin.toShard())
                ? new Refused(
                        RejectionCode.TOO_BUSY,
                        "too many transfers to that shard are not decided yet")
                : full;
    }

    /**
     * Refuses new records when the shard is full, or when bindings are: a key or id that could not
     * be bound would move money at its next use.
     */
    private @Nullable Refused noRoom() {
        if (transactions.count() + movements.reservedRecords() >= capacity.transactionsMax()) {
            return LedgerCapacity.refusal("transactions", capacity.transactionsMax());
        }
        return bindings.count() >= capacity.bindingsMax()
                ? LedgerCapacity.refusal("further keys and ids", capacity.bindingsMax())
                : null;
    }

    /** The ordinal of the account that a transfer credits, or -1. */
    private int toOrdinal(Post post) {
        AccountNumber to = post.toAccount();
        return post.kind() == TransactionKind.TRANSFER && to != null
                ? accounts.find(to.value())
                : -1;
    }

    /** Why the posting is rejected, funds aside. */
    private @Nullable RejectionCode rejection(
            Post post, @Nullable Begin begin, long amountMinor, int from, int to, long stampMs) {
        if (post.effectiveAtMs() > stampMs + rules.effectiveAheadMsMax()) {
            return RejectionCode.INVALID_EFFECTIVE_AT;
        }
        TransactionKind kind = post.kind();
        boolean debits = kind != TransactionKind.DEPOSIT;
        if (kind == TransactionKind.TRANSFER && to < 0 && begin == null) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        if (post.mode().isChecked()) {
            RejectionCode byStatus = rejectionByStatus(debits, from, to);
            if (byStatus != null) {
                return byStatus;
            }
        }
        boolean waits = post.effectiveAtMs() > stampMs;
        boolean overflows =
                begin == null
                        ? overflows(kind, amountMinor, from, to)
                        : movements.overflows(from, amountMinor);
        return overflows || (waits && valueDates.overflows(from, to, amountMinor))
                ? RejectionCode.BALANCE_OVERFLOW
                : null;
    }

    /** Whether the account can pay, whatever becomes of the movements that are undecided. */
    private boolean isCovered(Post post, long amountMinor, int from, long stampMs) {
        if (post.kind() == TransactionKind.DEPOSIT || !post.mode().isChecked()) {
            return true;
        }
        long free = Account.sum(effective(from, stampMs), -accounts.held(from));
        // The second comparison cannot overflow: a balance below the amount is below 10^14.
        return free >= amountMinor || free + accounts.overdraft(from) >= amountMinor;
    }

    /** Whether it could pay if every debit failed and every credit came. */
    private boolean mayBeCovered(long amountMinor, int from, long stampMs) {
        long best = Account.sum(effective(from, stampMs), accounts.expected(from));
        return best >= amountMinor || best + accounts.overdraft(from) >= amountMinor;
    }

    /** The booked balance less the credits that are not effective yet. */
    private long effective(int ordinal, long stampMs) {
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

    private boolean overflows(TransactionKind kind, long amountMinor, int from, int to) {
        long cash = cashBook.cash(accounts.currency(from));
        long balance = accounts.balance(from);
        return switch (kind) {
            case DEPOSIT ->
                    overflowsUp(withExpected(from), amountMinor)
                            || overflowsDown(cash, amountMinor);
            case WITHDRAWAL ->
                    overflowsDown(balance, amountMinor) || overflowsUp(cash, amountMinor);
            case TRANSFER, REVERSAL ->
                    overflowsDown(balance, amountMinor)
                            || overflowsUp(withExpected(to), amountMinor);
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

    private LedgerResult book(
            Post post, long amountMinor, int from, int to, long stampMs, long index) {
        int currency = accounts.currency(from);
        switch (post.kind()) {
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
            case REVERSAL -> throw new AssertionError("a reversal was refused before");
        }
        cashBook.checkBalanced(currency);
        if (post.effectiveAtMs() > stampMs) {
            boolean credits = post.kind() == TransactionKind.DEPOSIT;
            valueDates.note(
                    credits ? -1 : from, credits ? from : to, post.effectiveAtMs(), amountMinor);
        }
        return record(post, amountMinor, null, from, to, stampMs, index);
    }

    private void move(int ordinal, long deltaMinor) {
        accounts.post(ordinal, Math.addExact(accounts.balance(ordinal), deltaMinor));
        cashBook.noteAccount(accounts.currency(ordinal), deltaMinor);
    }

    /** Books a transfer that has been decided to another shard, or records its rejection. */
    Recorded decided(
            UndecidedBook.Movement movement,
            @Nullable RejectionCode rejection,
            long stampMs,
            long index) {
        Post post = movement.begin().post();
        int from = movement.from();
        long amountMinor = movement.amountMinor();
        if (rejection == null) {
            move(from, -amountMinor);
            cashBook.postTransit(accounts.currency(from), amountMinor);
            cashBook.checkBalanced(accounts.currency(from));
            if (post.effectiveAtMs() > stampMs) {
                valueDates.note(from, -1, post.effectiveAtMs(), amountMinor);
            }
        }
        Part part = rejection == null ? Part.OUTGOING : Part.WHOLE;
        Recorded recorded = record(post, part, amountMinor, rejection, from, -1, stampMs, index);
        int account = post.account().value();
        long sequence = recorded.transaction().sequence();
        movement.keys().forEach(key -> bindings.bindKey(account, key, sequence));
        movement.ids().forEach(id -> bindings.bindId(account, id, sequence));
        return recorded;
    }

    private Recorded record(
            Post post,
            long amountMinor,
            @Nullable RejectionCode code,
            int from,
            int to,
            long stampMs,
            long index) {
        return record(post, Part.WHOLE, amountMinor, code, from, to, stampMs, index);
    }

    /** Appends the record to the history of {@code from}, and of {@code to} unless it is -1. */
    private Recorded record(
            Post post,
            Part part,
            long amountMinor,
            @Nullable RejectionCode code,
            int from,
            int to,
            long stampMs,
            long index) {
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
                                to < 0 ? -1 : accounts.newest(to)));
        accounts.newest(from, sequence);
        if (to >= 0) {
            accounts.newest(to, sequence);
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
        return new Recorded(transaction, false);
    }
}
