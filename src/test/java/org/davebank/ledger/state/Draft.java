package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;

/** A post that a test may change before it is sent. Every draft has another id. */
public final class Draft {

    private static long drafts;

    TransactionId id = new TransactionId(0x7000, ++drafts);
    @Nullable String key;
    TransactionKind kind = TransactionKind.DEPOSIT;
    int account = 1;
    int toAccount = -1;
    long unscaled = 1_00;
    int scale = 2;
    @Nullable String currency;
    long effectiveAtMs;
    @Nullable String reference;
    @Nullable String description;
    PostingMode mode = PostingMode.LIVE;
    @Nullable TransactionId reverses;
    @Nullable Purpose purpose;
    String by = "admin";
    String requestId = "trace-1";

    static Post of(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return draft.post();
    }

    public static Post deposit(int account, long minor) {
        return of(d -> d.set(TransactionKind.DEPOSIT, account, minor));
    }

    static Post withdrawal(int account, long minor) {
        return of(d -> d.set(TransactionKind.WITHDRAWAL, account, minor));
    }

    static Post transfer(int from, int to, long minor) {
        return of(d -> {
            d.set(TransactionKind.TRANSFER, from, minor);
            d.toAccount = to;
        });
    }

    /** Gives back a part of a posted transaction. */
    static Post reversal(Transaction original, long minor) {
        boolean transfer = original.kind() == TransactionKind.TRANSFER;
        return of(d -> {
            int payee = transfer ? original.toAccount().value() : original.account().value();
            d.set(TransactionKind.REVERSAL, payee, minor);
            d.toAccount = transfer ? original.account().value() : -1;
            d.reverses = original.id();
        });
    }

    /** Reserves funds, for an account or none if that is -1. */
    static Post hold(int account, int to, long minor, long expiresInMs) {
        return of(d -> {
            d.set(TransactionKind.HOLD, account, minor);
            d.toAccount = to;
            d.purpose = new Purpose.Holds(expiresInMs);
        });
    }

    /** Captures a part of a hold; 0 means all that is left. */
    static Post capture(Transaction hold, long minor, boolean last) {
        return of(d -> {
            d.set(TransactionKind.CAPTURE, hold.account().value(), minor);
            d.toAccount = hold.toAccount() == null ? -1 : hold.toAccount().value();
            d.purpose = new Purpose.Captures(hold.id(), minor == 0, last);
        });
    }

    /** Releases a part of a hold; 0 means all that is left. */
    static Post release(Transaction hold, long minor) {
        return of(d -> {
            d.set(TransactionKind.RELEASE, hold.account().value(), minor);
            d.purpose = new Purpose.Releases(hold.id(), minor == 0);
        });
    }

    /** The same post but for a change. */
    static Post changed(Post post, Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.id = post.id();
        draft.key = post.key();
        draft.set(post.kind(), post.account().value(), post.amountUnscaled());
        draft.toAccount = post.toAccount() == null ? -1 : post.toAccount().value();
        draft.scale = post.amountScale();
        draft.currency = post.currency();
        draft.effectiveAtMs = post.effectiveAtMs();
        draft.reference = post.reference();
        draft.description = post.description();
        draft.mode = post.mode();
        draft.reverses = post.reverses();
        draft.purpose = post.isOfHold() ? post.purpose() : null;
        draft.by = post.by();
        draft.requestId = post.requestId();
        change.accept(draft);
        return draft.post();
    }

    void set(TransactionKind newKind, int newAccount, long minor) {
        kind = newKind;
        account = newAccount;
        unscaled = minor;
    }

    Post post() {
        return new Post(
                id,
                key,
                kind,
                new AccountNumber(account),
                toAccount < 0 ? null : new AccountNumber(toAccount),
                unscaled,
                scale,
                currency,
                effectiveAtMs,
                reference,
                description,
                mode,
                purpose == null ? Purpose.reverses(reverses) : purpose,
                by,
                requestId);
    }

    /** The records of an account as its history shows them, each with the account's own balance. */
    static List<Transaction> historyOf(AccountNumber account, List<Transaction> oldestFirst) {
        List<Transaction> shown = new ArrayList<>();
        long balanceMinor = 0;
        for (Transaction each : oldestFirst) {
            boolean rejected = each.status() == TransactionStatus.REJECTED;
            if (each.account().equals(account) || (!rejected && account.equals(each.toAccount()))) {
                balanceMinor += each.effectOn(account);
                shown.add(each.withBalanceAfter(balanceMinor));
            }
        }
        return shown;
    }
}
