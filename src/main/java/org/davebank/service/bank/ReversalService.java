package org.davebank.service.bank;

import java.math.BigDecimal;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;

/**
 * Gives back what a deposit, a withdrawal or a transfer has moved. A reversal is a transaction of its
 * own: of the account that it debits, or after a withdrawal of the account that it credits. Thread-safe;
 * methods block until the answer arrives.
 */
public final class ReversalService {

    private final BankService bank;

    public ReversalService(BankService bank) {
        this.bank = bank;
    }

    /**
     * Reverses a transaction, whole or in part.
     *
     * @throws ServiceProblem already_reversed, exceeds_original, or as for any other posting
     */
    public Posted reverse(Caller caller, TransactionId id, ReversalRequest request) {
        caller.require(Role.TELLER);
        Transaction original =
                bank.transaction(caller, id, ReadOptions.STRONG).value().transaction();
        return bank.post(caller, posting(original, request));
    }

    /**
     * The posting that reverses a transaction.
     *
     * @throws ServiceProblem exceeds_original for one that has moved nothing, or is a reversal
     */
    public static PostRequest posting(Transaction original, ReversalRequest request) {
        check(original);
        boolean between = original.isBetweenAccounts();
        AccountNumber payee = between ? original.toAccount() : null;
        BigDecimal whole = Money.toMajor(original.amountMinor(), original.currency());
        BigDecimal amount = request.amount();
        return new PostRequest(
                payee == null ? original.account() : payee,
                TransactionKind.REVERSAL,
                amount == null ? whole : amount,
                payee == null ? null : original.account(),
                original.currency(),
                request.reason(),
                null,
                null,
                request.idempotencyKey(),
                null,
                Purpose.reverses(original.id()));
    }

    private static void check(Transaction original) {
        if (original.status() == TransactionStatus.REJECTED) {
            throw ServiceProblem.of(
                    ProblemCode.EXCEEDS_ORIGINAL,
                    "transaction " + original.id() + " was rejected: it has moved nothing");
        }
        if (original.movesNothing()) {
            throw ServiceProblem.of(
                    ProblemCode.EXCEEDS_ORIGINAL,
                    "transaction " + original.id() + " has moved nothing");
        }
        if (original.kind() == TransactionKind.REVERSAL) {
            throw ServiceProblem.of(
                    ProblemCode.EXCEEDS_ORIGINAL,
                    "a reversal cannot be reversed; post a new transaction instead");
        }
    }
}
