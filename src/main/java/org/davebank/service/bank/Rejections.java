package org.davebank.service.bank;

import java.time.Instant;
import java.util.Objects;
import org.davebank.base.Money;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/** Describes a recorded rejection in words. */
public final class Rejections {

    private Rejections() {}

    /**
     * @param replayed the rejection was recorded for this key at an earlier attempt
     */
    static ServiceProblem problem(Transaction rejected, boolean replayed) {
        RejectionCode code = Objects.requireNonNull(rejected.code());
        return ServiceProblem.rejected(
                ServiceProblem.codeOf(code),
                sentence(rejected, false),
                rejected.id().toString(),
                replayed ? rejected.committedAtMs() : 0);
    }

    /** @param limitMinor the overdraft limit that was asked for, if any */
    static ServiceProblem problem(LedgerResult.Changed changed, @Nullable Long limitMinor) {
        RejectionCode code = Objects.requireNonNull(changed.rejection());
        return ServiceProblem.rejected(
                ServiceProblem.codeOf(code),
                sentence(code, changed.account(), limitMinor),
                null,
                changed.replayed() ? changed.account().asOfMs() : 0);
    }

    private static String sentence(RejectionCode code, Account account, @Nullable Long limitMinor) {
        String currency = account.currency();
        String name = "account " + account.number();
        return switch (code) {
            case ACCOUNT_CLOSED -> name + " is closed, for good";
            case BALANCE_NOT_ZERO ->
                    name
                            + " has a balance of "
                            + Money.toMajor(account.balanceMinor(), currency)
                            + " "
                            + currency
                            + "; only an empty account is closed";
            case ALIAS_TAKEN -> "one of these aliases belongs to another account or request";
            case TRANSFER_PENDING ->
                    name
                            + " has transfers under way, or amounts whose value date is to come;"
                            + " close it when they are done";
            case INSUFFICIENT_FUNDS ->
                    name
                            + " needs a limit of at least "
                            + Money.toMajor(
                                    account.overdraftLimitMinor() - account.availableMinor(),
                                    currency)
                            + " "
                            + currency
                            + (limitMinor == null
                                    ? ""
                                    : ", more than " + Money.toMajor(limitMinor, currency))
                            + " for what it owes and holds";
            default -> "rejected: " + code.code();
        };
    }

    /** Why it was rejected; for an earlier rejection also when. */
    public static String sentence(Transaction transaction, boolean earlier) {
        RejectionCode code = Objects.requireNonNull(transaction.code());
        ReversalLinks.Items items = transaction.links().items();
        if (items != null) {
            String message = ofBatch(code, items.failed());
            return earlier ? earlier(transaction.committedAtMs()) + message : message;
        }
        String currency = transaction.currency();
        String amount = Money.toMajor(transaction.amountMinor(), currency) + " " + currency;
        String balance = Money.toMajor(transaction.balanceAfterMinor(), currency) + " " + currency;
        String message =
                switch (code) {
                    case INSUFFICIENT_FUNDS ->
                            "account "
                                    + transaction.account()
                                    + " has a balance of "
                                    + balance
                                    + (transaction.balanceAfterMinor() < transaction.amountMinor()
                                            ? ", not enough for "
                                            : ", and too little of it is available for ")
                                    + amount;
                    case ACCOUNT_FROZEN ->
                            "account " + transaction.account() + " is frozen: no debits";
                    case ACCOUNT_CLOSED -> "account " + transaction.account() + " is closed";
                    case BALANCE_OVERFLOW -> "the balance would be larger than the bank can hold";
                    case INVALID_EFFECTIVE_AT ->
                            "effective_at lies more than 31 days ahead; give the order later";
                    case ACCOUNT_NOT_FOUND ->
                            "there is no account " + transaction.toAccount() + " to transfer to";
                    case ALREADY_REVERSED -> "all of the transaction has been given back already";
                    case EXCEEDS_ORIGINAL ->
                            amount + " is more than is left to give back of the transaction";
                    case HOLD_ENDED -> "the hold was released or has expired";
                    case HOLD_SETTLED -> "the hold was captured: nothing of it is left";
                    case EXCEEDS_HOLD -> amount + " is more than is left of the hold";
                    default -> "rejected: " + code.code();
                };
        return earlier ? earlier(transaction.committedAtMs()) + message : message;
    }

    private static String ofBatch(RejectionCode code, int item) {
        String why =
                switch (code) {
                    case INSUFFICIENT_FUNDS -> "the account has too little for it at that point";
                    case ACCOUNT_FROZEN -> "the account is frozen: no debits";
                    case ACCOUNT_CLOSED -> "an account of it is closed";
                    case ACCOUNT_NOT_FOUND -> "there is no such account";
                    case CURRENCY_MISMATCH -> "an account of it is kept in another currency";
                    case BALANCE_OVERFLOW -> "a balance would be larger than the bank can hold";
                    default -> "rejected: " + code.code();
                };
        return (item < 0 ? "" : "item " + item + ": ") + why + "; nothing was posted";
    }

    private static String earlier(long atMs) {
        return "this was decided at "
                + Instant.ofEpochMilli(atMs)
                + ", when the key was used first, and stays so for it; at that moment: ";
    }
}
