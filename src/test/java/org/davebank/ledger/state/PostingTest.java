package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.transfer;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.List;
import org.davebank.base.Money;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostingTest {

    private final Shard shard = new Shard().open(1, 2).open(3, "JPY", 0).open(4, "KWD", 0);

    @Test
    void aDepositRaisesTheBalanceAndTellsIt() {
        Transaction first = shard.posted(deposit(1, 10_00));
        Transaction second = shard.posted(deposit(1, 50));

        assertThat(first.balanceAfterMinor()).isEqualTo(10_00);
        assertThat(second.balanceAfterMinor()).isEqualTo(10_50);
        assertThat(second.sequence()).isEqualTo(1);
        assertThat(second.index()).isEqualTo(shard.index);
        assertThat(second.currency()).isEqualTo("EUR");
        assertThat(second.committedAtMs()).isEqualTo(shard.stampMs);
        assertThat(second.effectiveAtMs()).isEqualTo(shard.stampMs);
        assertThat(shard.balance(1)).isEqualTo(10_50);
    }

    @Test
    void aWithdrawalLowersTheBalanceToZeroAndNoFurther() {
        shard.posted(deposit(1, 10_00));
        assertThat(shard.posted(withdrawal(1, 10_00)).balanceAfterMinor()).isZero();
        assertThat(shard.rejected(withdrawal(1, 1))).isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void theOverdraftLimitCountsAsFunds() {
        shard.open(5, "EUR", 100_00);
        shard.posted(withdrawal(5, 100_00));
        assertThat(shard.balance(5)).isEqualTo(-100_00);
        assertThat(shard.rejected(withdrawal(5, 1))).isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        shard.posted(deposit(5, 1));
        shard.posted(withdrawal(5, 1));
    }

    @Test
    void aTransferMovesMoneyInOneRecord() {
        shard.posted(deposit(1, 10_00));
        shard.posted(deposit(2, 5_00));
        Transaction moved = shard.posted(transfer(1, 2, 3_00));

        assertThat(moved.balanceAfterMinor()).isEqualTo(7_00);
        assertThat(shard.balance(1)).isEqualTo(7_00);
        assertThat(shard.balance(2)).isEqualTo(8_00);
        assertThat(shard.summary().transactions()).isEqualTo(3);
        assertThat(shard.rejected(transfer(1, 2, 7_01)))
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        assertThat(shard.balance(2)).isEqualTo(8_00);
    }

    @ParameterizedTest
    @CsvSource({
        // unscaled, scale, account (1 EUR, 3 JPY, 4 KWD), minor units or code
        "1,       2, 1, 1",
        "10,      1, 1, 100",
        "7,       0, 1, 700",
        "7,      -2, 1, 70000",
        "1000000, 6, 1, 100",
        "1001,    3, 1, INVALID_AMOUNT",
        "1001,    3, 4, 1001",
        "1,       1, 3, INVALID_AMOUNT",
        "50,      1, 3, 5",
        "0,       2, 1, INVALID_AMOUNT",
        "-5,      2, 1, INVALID_AMOUNT",
        "1, 2147483647, 1, INVALID_AMOUNT",
        "1,-2147483648, 1, AMOUNT_TOO_LARGE",
        "99999999999999,  2, 1, 99999999999999",
        "100000000000000, 2, 1, AMOUNT_TOO_LARGE",
        "1000000000000,   0, 1, AMOUNT_TOO_LARGE",
        "999999999999,    0, 3, 999999999999",
        "1000000000000,   0, 3, AMOUNT_TOO_LARGE",
        "99999999999999,  3, 4, 99999999999999",
        "100000000000000, 3, 4, AMOUNT_TOO_LARGE",
        "9223372036854775807, 18, 1, INVALID_AMOUNT",
        "9223372036854775807,  6, 1, AMOUNT_TOO_LARGE",
        "1000000000000000000, 18, 1, 100",
    })
    void amountsAreDecimalsThatTheCurrencyMustHold(
            long unscaled, int scale, int account, String outcome) {
        Post post =
                Draft.of(d -> {
                    d.set(TransactionKind.DEPOSIT, account, unscaled);
                    d.scale = scale;
                });
        if (outcome.matches("\\d+")) {
            assertThat(shard.posted(post).amountMinor()).isEqualTo(Long.parseLong(outcome));
        } else {
            assertThat(shard.refused(post)).isEqualTo(RejectionCode.valueOf(outcome));
        }
    }

    @Test
    void anUnknownAccountIsRefusedAndNotRecorded() {
        assertThat(shard.refused(deposit(99, 1))).isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
        assertThat(shard.summary().rejected()).isZero();
    }

    @Test
    void aTransferToAnUnknownAccountIsRecordedOnTheDebitedOne() {
        shard.posted(deposit(1, 10_00));
        Post post = transfer(1, 99, 1_00);
        assertThat(shard.rejected(post)).isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
        shard.open(99);
        assertThat(shard.apply(post))
                .as("the retry is answered as before, though the account exists by now")
                .isInstanceOfSatisfying(
                        LedgerResult.Recorded.class,
                        again -> {
                            assertThat(again.replayed()).isTrue();
                            assertThat(again.transaction().code())
                                    .isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
                        });
    }

    @Test
    void currenciesMustAgree() {
        assertThat(shard.refused(changed(deposit(1, 1), d -> d.currency = "USD")))
                .isEqualTo(RejectionCode.CURRENCY_MISMATCH);
        assertThat(shard.posted(changed(deposit(1, 5_00), d -> d.currency = "EUR")).amountMinor())
                .isEqualTo(5_00);
        assertThat(shard.refused(transfer(1, 3, 1_00))).isEqualTo(RejectionCode.CURRENCY_MISMATCH);
    }

    @Test
    void malformedTransfersAreRefused() {
        assertThat(shard.refused(transfer(1, 1, 1))).isEqualTo(RejectionCode.SAME_ACCOUNT);
        assertThat(shard.refused(transfer(1, -1, 1))).isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
    }

    @Test
    void aFrozenAccountTakesCreditsOnly() {
        shard.posted(deposit(1, 10_00));
        shard.posted(deposit(2, 10_00));
        shard.become(1, AccountStatus.FROZEN);

        assertThat(shard.rejected(withdrawal(1, 1))).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
        assertThat(shard.rejected(transfer(1, 2, 1))).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
        shard.posted(deposit(1, 1));
        shard.posted(transfer(2, 1, 1));
    }

    @Test
    void aClosedAccountTakesNothing() {
        shard.posted(deposit(2, 10_00));
        shard.become(1, AccountStatus.CLOSED);

        for (Post post : List.of(deposit(1, 1), withdrawal(1, 1), transfer(1, 2, 1))) {
            assertThat(shard.rejected(post)).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
        }
        assertThat(shard.rejected(transfer(2, 1, 1))).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
        Post past = changed(deposit(1, 1), d -> d.mode = PostingMode.HISTORY);
        assertThat(shard.rejected(past)).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
    }

    @Test
    void historyModePostsWhatHasHappenedWithoutFundsAndStatusChecks() {
        shard.become(1, AccountStatus.FROZEN);
        Post past =
                changed(
                        withdrawal(1, 7_00),
                        d -> {
                            d.mode = PostingMode.HISTORY;
                            d.effectiveAtMs = 1_000;
                        });
        Transaction posted = shard.posted(past);
        assertThat(posted.balanceAfterMinor()).isEqualTo(-7_00);
        assertThat(posted.effectiveAtMs()).isEqualTo(1_000);
        assertThat(shard.rejected(changed(transfer(1, 99, 1), d -> d.mode = PostingMode.HISTORY)))
                .isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
    }

    @Test
    void aBalanceNeverWrapsAround() {
        // CASH takes the other side of every deposit, so it is as near the end as the accounts.
        int deposits = (int) (Long.MAX_VALUE / Money.AMOUNT_MINOR_MAX);
        for (int i = 0; i < deposits; i++) {
            shard.posted(deposit(1, Money.AMOUNT_MINOR_MAX));
        }
        assertThat(shard.rejected(deposit(1, Money.AMOUNT_MINOR_MAX)))
                .isEqualTo(RejectionCode.BALANCE_OVERFLOW);
        Post history =
                changed(deposit(1, Money.AMOUNT_MINOR_MAX), d -> d.mode = PostingMode.HISTORY);
        assertThat(shard.rejected(history)).isEqualTo(RejectionCode.BALANCE_OVERFLOW);
        shard.posted(deposit(1, Long.MAX_VALUE % Money.AMOUNT_MINOR_MAX));
        assertThat(shard.balance(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(shard.ledger.sumMinor()).isZero();
    }

    /** Each post breaks two rules; the one that the contract puts first is named. */
    @Test
    void theFirstBrokenRuleInTheOrderOfTheContractAnswers() {
        shard.posted(changed(deposit(1, 1_00), d -> d.key = "used"));
        shard.become(2, AccountStatus.FROZEN);

        // Static 422 before 404.
        assertThat(shard.refused(deposit(99, 0))).isEqualTo(RejectionCode.INVALID_AMOUNT);
        assertThat(shard.refused(transfer(99, 99, 1))).isEqualTo(RejectionCode.SAME_ACCOUNT);
        assertThat(shard.refused(deposit(99, Money.AMOUNT_MINOR_MAX + 1)))
                .isEqualTo(RejectionCode.AMOUNT_TOO_LARGE);
        // Static 422 before what a retry would be answered.
        assertThat(
                        shard.refused(
                                Draft.of(d -> {
                                    d.key = "used";
                                    d.scale = 3;
                                    d.unscaled = 1;
                                })))
                .isEqualTo(RejectionCode.INVALID_AMOUNT);
        assertThat(
                        shard.refused(
                                Draft.of(d -> {
                                    d.key = "used";
                                    d.currency = "USD";
                                })))
                .isEqualTo(RejectionCode.CURRENCY_MISMATCH);
        // The reused key before anything that depends on the moment.
        assertThat(shard.refused(changed(withdrawal(1, 999_00), d -> d.key = "used")))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        // 404 before 409 before funds.
        assertThat(shard.rejected(transfer(2, 99, 1))).isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
        assertThat(shard.rejected(withdrawal(2, 1))).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
        shard.become(2, AccountStatus.CLOSED);
        assertThat(shard.rejected(transfer(1, 2, 999_00))).isEqualTo(RejectionCode.ACCOUNT_CLOSED);
    }
}
