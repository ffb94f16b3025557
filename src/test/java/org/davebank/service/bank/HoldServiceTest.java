package org.davebank.service.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Account;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers hear of holds, from a real node. */
class HoldServiceTest extends OneNodeTest {

    private static HoldService holds;

    @BeforeAll
    static void start() {
        holds = new HoldService(bank);
    }

    private static AccountNumber opened(String holder) {
        AccountNumber number = open(holder);
        bank.post(TELLER, order(number, TransactionKind.DEPOSIT, "10.00", null));
        return number;
    }

    private static PostRequest order(
            AccountNumber account,
            TransactionKind kind,
            String amount,
            @Nullable AccountNumber to) {
        return new PostRequest(
                account, kind, new BigDecimal(amount), to, null, null, null, null, null, null);
    }

    private static TransactionId hold(
            AccountNumber account, String amount, @Nullable AccountNumber to, long expiresInS) {
        TransactionKind kind = to == null ? TransactionKind.WITHDRAWAL : TransactionKind.TRANSFER;
        PostRequest request = HoldService.hold(order(account, kind, amount, to), expiresInS);
        return once(() -> bank.post(TELLER, request)).transaction().id();
    }

    private static Transaction capture(
            TransactionId hold, @Nullable String amount, boolean last, @Nullable String key) {
        BigDecimal part = amount == null ? null : new BigDecimal(amount);
        return holds.capture(TELLER, hold, new CaptureRequest(part, last, key)).transaction();
    }

    private static ReversalLinks.Hold shown(TransactionId hold) {
        return bank.transaction(TELLER, hold, ReadOptions.STRONG)
                .value()
                .transaction()
                .links()
                .hold();
    }

    private static Account account(AccountNumber number) {
        return bank.account(TELLER, number.toString(), ReadOptions.STRONG).value();
    }

    private static ProblemCode refused(Supplier<?> work) {
        try {
            work.get();
        } catch (ServiceProblem e) {
            return e.code();
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void aHoldIsCapturedInPartsAndReleased() {
        AccountNumber ada = opened("Ada");
        AccountNumber shop = opened("Shop");
        TransactionId hold = hold(ada, "6.00", shop, 600);
        assertThat(account(ada).availableMinor()).isEqualTo(4_00);
        Transaction first = capture(hold, "2.00", false, "first");
        assertThat(capture(hold, "2.00", false, "first")).isEqualTo(first);
        assertThat(account(shop).balanceMinor()).isEqualTo(12_00);
        assertThat(shown(hold).remainingMinor()).isEqualTo(4_00);
        assertThat(refused(() -> capture(hold, "4.01", false, null)))
                .isEqualTo(ProblemCode.EXCEEDS_HOLD);
        holds.release(TELLER, hold, new BigDecimal("1.00"), null);
        assertThat(capture(hold, null, false, null).amountMinor()).isEqualTo(3_00);
        assertThat(shown(hold).state()).isEqualTo(HoldState.CAPTURED);
        assertThat(account(ada).availableMinor()).isEqualTo(5_00);
        assertThat(refused(() -> holds.release(TELLER, hold, null, null)))
                .isEqualTo(ProblemCode.HOLD_SETTLED);
    }

    @Test
    void aHoldEndsByItself() {
        AccountNumber ben = opened("Ben");
        TransactionId hold = hold(ben, "6.00", null, 1);
        HoldState state;
        do {
            state = shown(hold).state(); // Each of these reads waits for the node's answer.
        } while (state == HoldState.ACTIVE);
        assertThat(state).isEqualTo(HoldState.EXPIRED);
        assertThat(account(ben).heldMinor()).isZero();
        assertThat(refused(() -> capture(hold, null, false, null)))
                .isEqualTo(ProblemCode.HOLD_ENDED);
    }

    @Test
    void onlyHoldsAreCaptured() {
        AccountNumber cleo = opened("Cleo");
        TransactionId deposit =
                bank.post(TELLER, order(cleo, TransactionKind.DEPOSIT, "1.00", null))
                        .transaction()
                        .id();
        assertThat(refused(() -> capture(deposit, null, false, null)))
                .isEqualTo(ProblemCode.HOLD_NOT_FOUND);
        assertThat(refused(() -> capture(new TransactionId(1, 2), null, false, null)))
                .isEqualTo(ProblemCode.HOLD_NOT_FOUND);
        assertThat(refused(() -> bank.post(TELLER, order(cleo, TransactionKind.HOLD, "1", null))))
                .isEqualTo(ProblemCode.INVALID_TYPE);
    }

    @Test
    void aCaptureIsReversedAsWhatItDid() {
        AccountNumber dan = opened("Dan");
        AccountNumber shop = opened("Dan's shop");
        TransactionId hold = hold(dan, "6.00", shop, 600);
        TransactionId capture = capture(hold, "5.00", true, null).id();
        new ReversalService(bank).reverse(TELLER, capture, new ReversalRequest(null, null, null));
        assertThat(account(dan).balanceMinor()).isEqualTo(10_00);
        assertThat(
                        refused(() ->
                                new ReversalService(bank)
                                        .reverse(
                                                TELLER,
                                                hold,
                                                new ReversalRequest(null, null, null))))
                .isEqualTo(ProblemCode.EXCEEDS_ORIGINAL);
    }
}
