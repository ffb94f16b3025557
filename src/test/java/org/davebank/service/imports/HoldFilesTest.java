package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.service.imports.FileBank.TELLER;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.directory.job.ImportJob;
import org.davebank.ledger.Account;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.ReadOptions;
import org.davebank.service.bank.CaptureRequest;
import org.davebank.service.bank.HoldService;
import org.davebank.service.bank.PostRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds go out with a bank's files, and come into an empty bank as far as they are active. */
@Timeout(180)
class HoldFilesTest {

    @TempDir static Path folder;

    private static FileBank bank;
    private static AccountNumber here;
    private static AccountNumber there;

    private static TransactionId hold(
            FileBank in, @Nullable AccountNumber to, String amount, long expiresInS) {
        PostRequest order =
                new PostRequest(
                        here,
                        HoldService.kindOfCapture(to),
                        new BigDecimal(amount),
                        to,
                        null,
                        null,
                        "room",
                        in.service.newId(),
                        null,
                        null);
        PostRequest hold = HoldService.hold(order, expiresInS);
        return FileBank.retried(() -> in.service.post(TELLER, hold)).transaction().id();
    }

    private static void capture(TransactionId hold, String amount, boolean last) {
        CaptureRequest part = new CaptureRequest(new BigDecimal(amount), last, "c-" + hold);
        FileBank.retried(() -> new HoldService(bank.service).capture(TELLER, hold, part));
    }

    private static HoldState state(FileBank in, TransactionId hold) {
        return in.service
                .transaction(TELLER, hold, ReadOptions.STRONG)
                .value()
                .transaction()
                .links()
                .hold()
                .state();
    }

    private static Account account(FileBank of, AccountNumber number) {
        return of.service.account(TELLER, number.toString(), ReadOptions.STRONG).value();
    }

    @BeforeAll
    static void fill() throws Exception {
        bank = new FileBank(folder.resolve("first"));
        here = bank.open(0);
        there = bank.open(1);
        bank.post(TransactionKind.DEPOSIT, here, null, "100.00");
        TransactionId room = hold(bank, there, "30.00", 3_000);
        capture(room, "10.00", false);
        BigDecimal five = new BigDecimal("5.00");
        FileBank.retried(() -> new HoldService(bank.service).release(TELLER, room, five, "r"));
        hold(bank, null, "8.00", 3_000);
        capture(hold(bank, null, "7.00", 3_000), "3.00", true);
        TransactionId shortly = hold(bank, null, "2.00", 1);
        while (state(bank, shortly) != HoldState.EXPIRED) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        bank.close();
    }

    private void isTheSame(FileBank other) {
        for (AccountNumber each : new AccountNumber[] {here, there}) {
            assertThat(account(other, each).balanceMinor())
                    .isEqualTo(account(bank, each).balanceMinor());
            assertThat(account(other, each).heldMinor()).isEqualTo(account(bank, each).heldMinor());
        }
        assertThat(account(other, here).balanceMinor()).isEqualTo(87_00);
        assertThat(account(other, here).heldMinor()).isEqualTo(23_00);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "xml"})
    void anExportComesIntoAnEmptyBankWithItsActiveHoldsOnce(String format) throws Exception {
        byte[] file = bank.export(format);
        try (FileBank other = new FileBank(folder.resolve(format))) {
            other.open(0);
            other.open(1);
            assertThat(other.importing("first", file, 0).created()).isEqualTo(6);
            isTheSame(other);
            ImportJob.Progress again = other.importing("second", file, 0);
            assertThat(again.created()).isZero();
            assertThat(again.duplicate()).isEqualTo(6);
            isTheSame(other);
        }
    }

    @Test
    void theBankItselfKnowsEveryRowOfItsFiles() throws Exception {
        assertThat(bank.importing("own", bank.export("csv"), 0).created()).isZero();
        // The payee's shard books a capture as the transfer that it was: a reject, and no posting.
        assertThat(bank.importing("own camt", bank.export("camt053"), 1).created()).isZero();
        isTheSame(bank);
    }

    @Test
    void aStatementHasActiveHoldsAsPendingEntries() throws Exception {
        byte[] file = bank.export("camt053");
        assertThat(new String(file, StandardCharsets.UTF_8))
                .containsPattern(
                        "<Amt Ccy=\"GBP\">15.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG")
                .containsPattern(
                        "<Amt Ccy=\"GBP\">8.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG");
        try (FileBank other = new FileBank(folder.resolve("camt"))) {
            other.open(0);
            other.open(1);
            ImportJob.Progress first = other.importing("first", file, 0);
            assertThat(first.created()).isEqualTo(5);
            assertThat(first.duplicate()).isEqualTo(1); // A capture is in both statements.
            assertThat(first.statementMismatches()).isZero();
            isTheSame(other);
            assertThat(other.importing("second", file, 0).created()).isZero();
            isTheSame(other);
        }
    }

    @Test
    void aHoldWhoseTimeIsOverReservesNothingAndItsCapturesStillMoveMoney() throws Exception {
        String file =
                new String(bank.export("csv"), StandardCharsets.UTF_8)
                        .replaceAll("20\\d\\d-[^,]*Z,active", "2026-01-02T03:04:05Z,active");
        try (FileBank other = new FileBank(folder.resolve("old"))) {
            other.open(0);
            other.open(1);
            byte[] old = file.getBytes(StandardCharsets.UTF_8);
            // Two holds, and the release of one of them.
            assertThat(other.importing("first", old, 3).created()).isEqualTo(3);
            assertThat(account(other, here).heldMinor()).isZero();
            assertThat(account(other, here).balanceMinor()).isEqualTo(87_00);
        }
    }

    @Test
    void aFileCapturesAndReleasesWhatTheBankHolds() throws Exception {
        try (FileBank other = new FileBank(folder.resolve("steps"))) {
            other.open(0);
            other.open(1);
            other.post(TransactionKind.DEPOSIT, here, null, "50.00");
            TransactionId hold = hold(other, null, "20.00", 3_000);
            String head = "account_num,transaction_type,amount,captures,releases,external_id\n";
            String rows =
                    here
                            + ",capture,12.00,"
                            + hold
                            + ",,A\n"
                            + here
                            + ",release,3.00,,"
                            + hold
                            + ",B\n"
                            + here
                            + ",capture,99.00,"
                            + hold
                            + ",,C\n";
            byte[] file = (head + rows).getBytes(StandardCharsets.UTF_8);
            assertThat(other.importing("first", file, 1).created()).isEqualTo(2);
            assertThat(other.importing("second", file, 1).duplicate()).isEqualTo(2);
            assertThat(account(other, here).heldMinor()).isEqualTo(5_00);
            assertThat(account(other, here).balanceMinor()).isEqualTo(38_00);
            TransactionFilter steps = TransactionFilter.POSTED.with(null, hold);
            assertThat(
                            other.listings
                                    .transactions(TELLER, here, steps, null, 9, ReadOptions.STRONG)
                                    .items())
                    .hasSize(2);
        }
    }
}
