package org.davebank.service.bank;

import java.math.BigDecimal;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/**
 * Reserves funds of an account for a withdrawal or a transfer, and takes or frees them later. A hold,
 * each capture and each release is a transaction of its own. Thread-safe; methods block until the
 * answer arrives.
 */
public final class HoldService {

    private static final long DEFAULT_S = 7 * 86_400L;
    private static final long MS = 1_000;

    private final BankService bank;

    public HoldService(BankService bank) {
        this.bank = bank;
    }

    /**
     * The posting that reserves what a withdrawal or a transfer would take.
     *
     * @param expiresInS null for 7 days
     * @throws ServiceProblem malformed_request for a deposit, a value date or a time out of range
     */
    public static PostRequest hold(PostRequest order, @Nullable Long expiresInS) {
        boolean transfer = order.kind() == TransactionKind.TRANSFER;
        if (!transfer && order.kind() != TransactionKind.WITHDRAWAL) {
            throw malformed("only a withdrawal or a transfer can be held");
        }
        if (transfer != (order.toAccount() != null)) {
            throw malformed(
                    transfer
                            ? "a transfer needs to_account"
                            : "to_account belongs to a transfer only");
        }
        if (order.effectiveAtMs() != null) {
            throw malformed("a hold has no effective_at");
        }
        long lasts = expiresInS == null ? DEFAULT_S : expiresInS;
        if (lasts < LedgerLimits.HOLD_MS_MIN / MS || lasts > LedgerLimits.HOLD_MS_MAX / MS) {
            throw malformed("expires_in_s is 1 to " + LedgerLimits.HOLD_MS_MAX / MS);
        }
        return new PostRequest(
                order.account(),
                TransactionKind.HOLD,
                order.amount(),
                order.toAccount(),
                order.currency(),
                order.description(),
                order.reference(),
                order.id(),
                order.idempotencyKey(),
                null,
                new Purpose.Holds(lasts * MS));
    }

    /**
     * Takes a part of a hold, or what is left of it.
     *
     * @throws ServiceProblem hold_not_found, hold_ended, hold_settled, exceeds_hold, or as for any other
     *     posting
     */
    public Posted capture(Caller caller, TransactionId id, CaptureRequest request) {
        return bank.post(caller, capturing(find(caller, id), request));
    }

    /** The posting that takes a part of a hold, or what is left of it. */
    public static PostRequest capturing(Transaction hold, CaptureRequest request) {
        boolean all = request.amount() == null;
        return step(
                hold,
                TransactionKind.CAPTURE,
                hold.toAccount(),
                request.amount(),
                request.idempotencyKey(),
                new Purpose.Captures(hold.id(), all, all || request.last()));
    }

    /**
     * Frees a part of a hold, or what is left of it.
     *
     * @param amount null for all that is left: the hold ends
     * @throws ServiceProblem as {@link #capture}
     */
    public Posted release(
            Caller caller, TransactionId id, @Nullable BigDecimal amount, @Nullable String key) {
        return bank.post(caller, releasing(find(caller, id), amount, key));
    }

    /** The posting that frees a part of a hold, or what is left of it if {@code amount} is null. */
    public static PostRequest releasing(
            Transaction hold, @Nullable BigDecimal amount, @Nullable String key) {
        return step(
                hold,
                TransactionKind.RELEASE,
                null,
                amount,
                key,
                new Purpose.Releases(hold.id(), amount == null));
    }

    /** What a capture of a hold for this account is like; null for one that is paid out. */
    public static TransactionKind kindOfCapture(@Nullable AccountNumber to) {
        return to == null ? TransactionKind.WITHDRAWAL : TransactionKind.TRANSFER;
    }

    /** Whether the amount of a request is what is left of a hold. */
    static boolean takesAll(PostRequest request) {
        return switch (request.purpose()) {
            case Purpose.Captures captures -> captures.all();
            case Purpose.Releases releases -> releases.all();
            case null, default -> false;
        };
    }

    private static PostRequest step(
            Transaction hold,
            TransactionKind kind,
            @Nullable AccountNumber to,
            @Nullable BigDecimal amount,
            @Nullable String key,
            Purpose purpose) {
        return new PostRequest(
                hold.account(),
                kind,
                amount == null ? BigDecimal.ZERO : amount,
                to,
                hold.currency(),
                null,
                null,
                null,
                key,
                null,
                purpose);
    }

    private Transaction find(Caller caller, TransactionId id) {
        caller.require(Role.TELLER);
        Transaction found;
        try {
            found = bank.transaction(caller, id, ReadOptions.STRONG).value().transaction();
        } catch (ServiceProblem e) {
            throw e.code() == ProblemCode.TRANSACTION_NOT_FOUND ? notFound(id) : e;
        }
        if (found.kind() != TransactionKind.HOLD || found.status() == TransactionStatus.REJECTED) {
            throw notFound(id);
        }
        return found;
    }

    private static ServiceProblem notFound(TransactionId id) {
        return ServiceProblem.of(ProblemCode.HOLD_NOT_FOUND, "there is no hold " + id);
    }

    private static ServiceProblem malformed(String message) {
        return ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, message);
    }
}
