package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ImportRow;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.junit.jupiter.api.Test;

class StatedBalancesTest {

    private final StatedBalances balances = new StatedBalances();

    private static ImportRow.AccountRow row(long line, int number, Long balanceMinor) {
        return new ImportRow.AccountRow(
                line,
                "",
                "k",
                new AccountNumber(number),
                "Ada",
                "GBP",
                AccountStatus.ACTIVE,
                0,
                balanceMinor,
                0,
                List.of());
    }

    private static Account account(int number, long balanceMinor) {
        return new Account(
                new AccountNumber(number),
                "Ada",
                "GBP",
                AccountStatus.ACTIVE,
                0,
                balanceMinor,
                1,
                1,
                List.of());
    }

    private void after(Decimal stated, long knownMinor) {
        after(null, stated, knownMinor);
    }

    private void after(Decimal opening, Decimal stated, long knownMinor) {
        AccountNumber number = new AccountNumber(7);
        TransactionId id = new TransactionId(1, 2);
        balances.after(
                new ImportRow.TransactionRow(
                        3,
                        "",
                        "k",
                        id,
                        new AccountRef.Number(number),
                        TransactionKind.DEPOSIT,
                        new Decimal(1, 0),
                        null,
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        opening,
                        stated,
                        null),
                new Transaction(
                        id,
                        "k",
                        TransactionKind.DEPOSIT,
                        number,
                        null,
                        100,
                        "GBP",
                        1,
                        1,
                        null,
                        null,
                        "test",
                        "job",
                        TransactionStatus.POSTED,
                        null,
                        knownMinor,
                        1,
                        1),
                true,
                false);
    }

    @Test
    void ofAStatementWithOneEntryBothBalancesAreCompared() {
        // The row is a deposit of 1.
        after(new Decimal(4, 0), new Decimal(5, 0), 500);
        assertThat(balances.mismatches()).isZero();
        after(new Decimal(9, 0), new Decimal(5, 0), 500);
        after(new Decimal(4, 0), new Decimal(9, 0), 500);
        assertThat(balances.mismatches()).isEqualTo(2);
        after(new Decimal(8, 0), new Decimal(9, 0), 500);
        assertThat(balances.mismatches()).as("the same said twice is one").isEqualTo(3);
        after(new Decimal(7, 0), new Decimal(9, 0), 500);
        assertThat(balances.mismatches()).isEqualTo(5);
    }

    @Test
    void aBalanceAfterARowIsComparedAsANumber() {
        after(null, 5);
        after(new Decimal(125, 1), 1_250);
        after(new Decimal(-5, 0), -500);
        assertThat(balances.mismatches()).isZero();

        after(new Decimal(125, 1), 1_251);
        assertThat(balances.mismatches()).isEqualTo(1);
        assertThat(balances.warnings())
                .containsExactly(
                        new ImportJob.Warning(
                                3,
                                "00000007",
                                "balance_differs",
                                "the file says 12.50 GBP after this row, the bank has 12.51"));
    }

    @Test
    void accountsAreComparedAtTheEndWithEachRowThatNamesThem() {
        for (int i = 0; i < 1_000; i++) {
            balances.remember(
                    row(i + 2, 90_000_000 - i * 7, (long) i),
                    new AccountNumber(90_000_000 - i * 7));
        }
        balances.remember(row(2_000, 90_000_000, 5L), new AccountNumber(90_000_000));
        balances.remember(row(2_001, 1, null), new AccountNumber(1));
        balances.check(account(1, 77));
        for (int i = 0; i < 1_000; i++) {
            balances.check(account(90_000_000 - i * 7, i == 500 ? 0 : i));
        }

        assertThat(balances.warnings())
                .extracting(ImportJob.Warning::line)
                .containsExactly(2_000L, 502L);
        assertThat(balances.warnings().get(1).message())
                .isEqualTo("the file says 5.00 GBP as the balance, the bank has 0.00");
    }

    @Test
    void onlyTheFirstDifferencesAreToldAndAllAreCounted() {
        for (int i = 0; i < 50; i++) {
            after(new Decimal(i, 0), 9_999);
        }

        assertThat(balances.mismatches()).isEqualTo(50);
        assertThat(balances.warnings()).hasSize(ImportJob.Progress.WARNINGS_MAX);
    }

    @Test
    void whatIsNotCheckedIsSaidOnce() {
        StatedBalances small = new StatedBalances(2);
        for (int i = 1; i <= 5; i++) {
            small.remember(row(i, i, 1L), new AccountNumber(i));
        }

        assertThat(small.mismatches()).isZero();
        assertThat(small.warnings())
                .extracting(ImportJob.Warning::line, ImportJob.Warning::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(3L, "balance_not_checked"));
    }
}
