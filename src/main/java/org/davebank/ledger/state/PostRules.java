package org.davebank.ledger.state;

import org.davebank.ledger.Amounts;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionKind;
import org.jspecify.annotations.Nullable;

/**
 * Checks of a posting that do not depend on any balance. A retry would fail the same way, so the
 * posting is refused without a record.
 */
public final class PostRules {

    private PostRules() {}

    /** Checks the posting alone; returns null if it is valid. */
    public static @Nullable Refused refusal(Post post) {
        if (post.kind() == TransactionKind.REVERSAL && post.reverses() == null) {
            return noOriginal();
        }
        long check =
                post.takesAll()
                        ? 0
                        : Amounts.checkStatic(post.amountUnscaled(), post.amountScale());
        if (check == Amounts.INVALID) {
            return new Refused(RejectionCode.INVALID_AMOUNT, "an amount must be above zero");
        }
        if (check == Amounts.TOO_LARGE) {
            return tooLarge();
        }
        if (post.kind() != TransactionKind.DEPOSIT
                && post.kind() != TransactionKind.WITHDRAWAL
                && post.account().equals(post.toAccount())) {
            return new Refused(
                    RejectionCode.SAME_ACCOUNT, "a transfer needs two different accounts");
        }
        if (post.kind() == TransactionKind.TRANSFER && post.toAccount() == null) {
            return new Refused(RejectionCode.ACCOUNT_NOT_FOUND, "a transfer needs a to-account");
        }
        return null;
    }

    /**
     * Checks the posting against its account's currency; returns null if it is valid.
     *
     * @param scale decimals of the currency
     */
    public static @Nullable Refused refusal(Post post, String currency, int scale) {
        long amountMinor = amountMinor(post, scale);
        if (amountMinor == Amounts.TOO_LARGE) {
            return tooLarge();
        }
        if (amountMinor < 0) {
            return new Refused(
                    RejectionCode.INVALID_AMOUNT,
                    "an amount in " + currency + " has at most " + scale + " decimals");
        }
        if (post.currency() != null && !post.currency().equals(currency)) {
            return new Refused(
                    RejectionCode.CURRENCY_MISMATCH,
                    "account " + post.account() + " is kept in " + currency);
        }
        return null;
    }

    /** The refusal of a transfer between accounts of different currencies. */
    public static Refused otherCurrency(Post post, String currency) {
        return new Refused(
                RejectionCode.CURRENCY_MISMATCH,
                "account " + post.toAccount() + " is not kept in " + currency);
    }

    /** The refusal of a reversal without an original. */
    static Refused noOriginal() {
        return new Refused(
                RejectionCode.TRANSACTION_NOT_FOUND,
                "the account has no such transaction to reverse");
    }

    /** The refusal of a step of a hold without the hold. */
    static Refused noHold() {
        return new Refused(RejectionCode.HOLD_NOT_FOUND, "the account has no such hold");
    }

    /** The amount of a valid posting in minor units; 0 if it is what is left of a hold. */
    public static long amountMinor(Post post, int scale) {
        return post.takesAll()
                ? 0
                : Amounts.minor(post.amountUnscaled(), post.amountScale(), scale);
    }

    private static Refused tooLarge() {
        return new Refused(
                RejectionCode.AMOUNT_TOO_LARGE, "no amount may be above 999,999,999,999.99");
    }
}
