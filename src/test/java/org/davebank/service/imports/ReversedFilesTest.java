package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.directory.job.ImportJob;
import org.davebank.ledger.TransactionKind;
import org.davebank.service.bank.Posted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bank of two shards with reversals goes out and comes into an empty bank unchanged. */
@Timeout(120)
class ReversedFilesTest {

    /** The place of this column. */
    private static final int REVERSES = 12;

    @TempDir static Path folder;

    private static FileBank bank;
    private static AccountNumber here;
    private static AccountNumber there;

    @BeforeAll
    static void fill() throws Exception {
        bank = new FileBank(folder.resolve("first"));
        here = bank.open(0);
        there = bank.open(1);
        Posted deposit = bank.post(TransactionKind.DEPOSIT, there, null, "100.00");
        Posted paid = bank.post(TransactionKind.TRANSFER, there, here, "90.00");
        bank.reverse(paid, "40.00");
        Posted onward = bank.post(TransactionKind.TRANSFER, here, there, "50.00");
        bank.reverse(onward, "50.00");
        Posted withdrawal = bank.post(TransactionKind.WITHDRAWAL, here, null, "50.00");
        bank.reverse(withdrawal, "20.00");
        bank.reverse(withdrawal, "30.00");
        bank.reverse(deposit, "10.00");
    }

    @AfterAll
    static void stop() throws Exception {
        bank.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "ndjson", "xml"})
    void anExportComesIntoAnEmptyBankUnchanged(String format) throws Exception {
        byte[] file = bank.export(format);
        try (FileBank other = new FileBank(folder.resolve(format))) {
            other.open(0);
            other.open(1);
            ImportJob.Progress progress = other.importing(file);
            assertThat(progress.created()).isEqualTo(9);
            assertThat(progress.netMinor()).isEqualTo(90_00);
            assertThat(other.meaning(here, there)).isEqualTo(bank.meaning(here, there));
            assertThat(other.balanceMinor(here)).isEqualTo(bank.balanceMinor(here));
            assertThat(other.balanceMinor(there)).isEqualTo(bank.balanceMinor(there));

            other.importing(file);
            assertThat(other.meaning(here, there)).hasSize(9);
        }
    }

    @Test
    void statementsOfAllAccountsComeIntoAnEmptyBank() throws Exception {
        byte[] file = bank.export("camt053");
        try (FileBank other = new FileBank(folder.resolve("camt"))) {
            other.open(0);
            other.open(1);
            other.importing(file);
            assertThat(other.meaning(here, there)).isEqualTo(bank.meaning(here, there));
            assertThat(other.balanceMinor(here)).isEqualTo(bank.balanceMinor(here));
        }
    }

    @Test
    void whatIsReversedStandsBeforeItsReversal() throws IOException {
        List<String> lines =
                new String(bank.export("csv"), StandardCharsets.UTF_8).lines().skip(1).toList();

        for (int i = 0; i < lines.size(); i++) {
            String original = lines.get(i).split(",", -1)[REVERSES];
            assertThat(
                            original.isEmpty()
                                    || lines.subList(0, i).stream()
                                            .anyMatch(each -> each.startsWith(original)))
                    .as(lines.get(i))
                    .isTrue();
        }
    }
}
