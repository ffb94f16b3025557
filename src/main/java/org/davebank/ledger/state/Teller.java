package org.davebank.ledger.state;

import java.util.Objects;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCapacity;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
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
    private final RowsAgain again;
    private final LedgerCapacity capacity;
    private LedgerRules rules = LedgerRules.FIRST;

    Teller(
            AccountTable accounts,
            CashBook cashBook,
            TransactionLog transactions,
            BindingBook bindings,
            ValueDates valueDates,
            LedgerCapacity capacity) {
        this.accounts = accounts;
        this.cashBook = cashBook;
        this.transactions = transactions;
        this.bindings = bindings;
        this.valueDates = valueDates;
        this.again = new RowsAgain(transactions);
        this.capacity = capacity;
    }

    /** From the next posting on these rules hold. */
    void follow(LedgerRules next) {
        rules = next;
    }

    LedgerResult post(Post post, long stampMs, long index) {
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
        TransactionView earlier = earlier(post);
        if (earlier != null) {
            return replay(earlier, post, amountMinor, code);
        }
        int to = toOrdinal(post);
        if (to >= 0 && accounts.currency(to) != currency) {
            return PostRules.otherCurrency(post, code);
        }
        refused = noRoom();
        if (refused == null && post.effectiveAtMs() > stampMs) {
            refused = valueDates.noRoom(from, to, post.effectiveAtMs());
        }
        if (refused != null) {
            return refused;
        }
        RejectionCode rejection = rejection(post, amountMinor, from, to, stampMs);
        return rejection == null
                ? book(post, amountMinor, from, to, stampMs, index)
                : record(post, amountMinor, rejection, from, -1, stampMs, index);
    }

    /**
     * Refuses new records when the shard is full, or when bindings are: a key or id that could not
     * be bound would move money at its next use.
     */
    private @Nullable Refused noRoom() {
        if (transactions.count() >= capacity.transactionsMax()) {
            return LedgerCapacity.refusal("transactions", capacity.transactionsMax());
        }
        return bindings.count() >= capacity.bindingsMax()
                ? LedgerCapacity.refusal("further keys and ids", capacity.bindingsMax())
                : null;
    }

    /** The record that answers the post, or null if it must be decided. */
    private @Nullable TransactionView earlier(Post post) {
        TransactionView found = named(post);
        if (found == null || !post.mode().isOfFile()) {
            return found;
        }
        return bound(again.answer(post, found.sequence()));
    }

    /** The record of an earlier attempt: by key first, because the client chose the key. */
    private @Nullable TransactionView named(Post post) {
        int account = post.account().value();
        String key = post.key();
        TransactionView byKey = key == null ? null : byKey(account, key);
        return byKey != null ? byKey : byId(account, post.id());
    }

    private @Nullable TransactionView byKey(int account, String key) {
        TransactionView own = transactions.findByKey(account, key);
        return own != null ? own : bound(bindings.findKey(account, key));
    }

    private @Nullable TransactionView byId(int account, TransactionId id) {
        TransactionView own = transactions.findById(account, id);
        return own != null ? own : bound(bindings.findId(account, id));
    }

    private @Nullable TransactionView bound(long sequence) {
        return sequence < 0 ? null : transactions.at(sequence);
    }

    /** Answers with the record, and binds a key or id that is new to it. */
    private LedgerResult replay(
            TransactionView earlier, Post post, long amountMinor, String currency) {
        if (!sameBody(earlier, post, amountMinor)) {
            return new Refused(
                    RejectionCode.IDEMPOTENCY_KEY_REUSED,
                    "this key or id was used on the account with another body");
        }
        long sequence = earlier.sequence();
        Recorded recorded = new Recorded(earlier.transaction(currency), true);
        int account = post.account().value();
        String key = post.key();
        boolean room = bindings.count() < capacity.bindingsMax();
        if (room && key != null && byKey(account, key) == null) {
            bindings.bindKey(account, key, sequence);
        }
        if (room && byId(account, post.id()) == null) {
            bindings.bindId(account, post.id(), sequence);
        }
        return recorded;
    }

    /**
     * Whether a retry has the same content. Ignores the id: with a key the server makes a new id
     * for each attempt, and without a key the id found the record. Ignores the currency: it is the
     * account's, or was refused before. An omitted effective time equals the one that the bank then
     * chose, because an export contains the latter and must import as a repetition.
     */
    private static boolean sameBody(TransactionView earlier, Post post, long amountMinor) {
        AccountNumber to = post.toAccount();
        boolean effectiveGiven = post.effectiveAtMs() != 0;
        return earlier.kind() == post.kind()
                && earlier.amountMinor() == amountMinor
                && earlier.toAccount() == (to == null ? -1 : to.value())
                && (effectiveGiven
                        ? earlier.effectiveAtMs() == post.effectiveAtMs()
                        : !earlier.effectiveGiven())
                && Objects.equals(earlier.reference(), post.reference())
                && Objects.equals(earlier.description(), post.description());
    }

    /** The ordinal of the account that a transfer credits, or -1. */
    private int toOrdinal(Post post) {
        AccountNumber to = post.toAccount();
        return post.kind() == TransactionKind.TRANSFER && to != null
                ? accounts.find(to.value())
                : -1;
    }

    private @Nullable RejectionCode rejection(
            Post post, long amountMinor, int from, int to, long stampMs) {
        if (post.effectiveAtMs() > stampMs + rules.effectiveAheadMsMax()) {
            return RejectionCode.INVALID_EFFECTIVE_AT;
        }
        TransactionKind kind = post.kind();
        boolean debits = kind != TransactionKind.DEPOSIT;
        if (kind == TransactionKind.TRANSFER && to < 0) {
            return RejectionCode.ACCOUNT_NOT_FOUND;
        }
        boolean live = post.mode().isChecked();
        if (live) {
            RejectionCode byStatus = rejectionByStatus(debits, from, to);
            if (byStatus != null) {
                return byStatus;
            }
        }
        boolean waits = post.effectiveAtMs() > stampMs;
        if (overflows(kind, amountMinor, from, to)
                || (waits && valueDates.overflows(from, to, amountMinor))) {
            return RejectionCode.BALANCE_OVERFLOW;
        }
        long balance = effective(from, stampMs);
        // The second comparison cannot overflow: a balance below the amount is below 10^14.
        boolean covered =
                balance >= amountMinor || balance + accounts.overdraft(from) >= amountMinor;
        return live && debits && !covered ? RejectionCode.INSUFFICIENT_FUNDS : null;
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
            case DEPOSIT -> overflowsUp(balance, amountMinor) || overflowsDown(cash, amountMinor);
            case WITHDRAWAL ->
                    overflowsDown(balance, amountMinor) || overflowsUp(cash, amountMinor);
            case TRANSFER, REVERSAL ->
                    overflowsDown(balance, amountMinor)
                            || overflowsUp(accounts.balance(to), amountMinor);
        };
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

    /** Appends the record to the history of {@code from}, and of {@code to} unless it is -1. */
    private Recorded record(
            Post post,
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
                                amountMinor,
                                code,
                                balanceAfterMinor,
                                to < 0 ? 0 : accounts.balance(to),
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
