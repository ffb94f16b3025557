package org.davebank.exchange.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.davebank.base.AccountNumber;
import org.davebank.base.ImportReject;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.format.Rows;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvExportTest {

    private static final TransactionId ID =
            TransactionId.parse("01890a5d-ac96-774b-bcce-b302099a8057");

    private static Transaction transaction(@Nullable String key, @Nullable String text) {
        return new Transaction(
                ID,
                key,
                TransactionKind.WITHDRAWAL,
                new AccountNumber(42),
                null,
                1250,
                "GBP",
                1_767_312_000_123L,
                1_700_000_000_001L,
                text,
                text,
                "ada",
                "r1",
                TransactionStatus.POSTED,
                null,
                -5,
                7,
                9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "=SUM(A1:A9)",
                "+44 20",
                "-1",
                "@here",
                "\tindented",
                "\rreturn",
                "'quoted'",
                "'=x",
                "''=x",
                "'",
                "a,b;c|d",
                "\"said\"",
                "line\nline\r\nline\rline",
                "  blanks around  ",
                "#comment",
                "žluť € 😀",
                "\\N",
            })
    void anyTextReimportsUnchangedAndNoCellIsAFormula(String text) throws IOException {
        StringWriter out = new StringWriter();
        new CsvExport.Transactions(out).write(transaction(text, text));

        ImportRow.TransactionRow row = Rows.transaction(Rows.of(out.toString()).get(0));
        assertThat(row.description()).isEqualTo(text);
        assertThat(row.reference()).isEqualTo(text);
        assertThat(row.key()).isEqualTo(text);
        try (CSVParser cells = CSVParser.parse(out.toString(), CSVFormat.RFC4180)) {
            assertThat(cells.getRecords().get(1).toList())
                    .noneMatch(cell -> !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0);
        }
    }

    @Test
    void aTransactionReimportsUnchanged() throws IOException {
        StringWriter out = new StringWriter();
        new CsvExport.Transactions(out).write(transaction(null, null));

        ImportRow.TransactionRow row = Rows.transaction(Rows.of(out.toString()).get(0));
        assertThat(row.id()).isEqualTo(ID);
        assertThat(row.postKey()).isNull();
        assertThat(row.kind()).isEqualTo(TransactionKind.WITHDRAWAL);
        assertThat(row.account()).isEqualTo(new AccountRef.Number(new AccountNumber(42)));
        assertThat(row.amount().value()).isEqualByComparingTo("12.5");
        assertThat(row.currency()).isEqualTo("GBP");
        assertThat(row.effectiveAtMs()).isEqualTo(1_700_000_000_001L);
        assertThat(row.reference()).isNull();
        assertThat(out.toString())
                .endsWith(
                        "\r\n01890a5d-ac96-774b-bcce-b302099a8057,00000042,withdrawal,12.50,GBP,,"
                                + "2026-01-02T00:00:00.123Z,2023-11-14T22:13:20.001Z,,,,,,,,,\r\n");
    }

    @Test
    void aRejectedTransactionIsLeftOut() throws IOException {
        Transaction posted = transaction("k", null);
        Transaction rejected =
                new Transaction(
                        ID,
                        "k",
                        posted.kind(),
                        posted.account(),
                        null,
                        1,
                        "GBP",
                        1,
                        1,
                        null,
                        null,
                        "ada",
                        "r1",
                        TransactionStatus.REJECTED,
                        RejectionCode.INSUFFICIENT_FUNDS,
                        0,
                        1,
                        1);
        StringWriter out = new StringWriter();
        CsvExport.Transactions export = new CsvExport.Transactions(out);

        assertThat(export.write(rejected)).isFalse();
        assertThat(export.write(posted)).isTrue();
        assertThat(Rows.of(out.toString())).hasSize(1);
    }

    @Test
    void anAccountReimportsUnchanged() throws IOException {
        Account account =
                new Account(
                        new AccountNumber(7),
                        "=Ada, \"the first\"",
                        "JPY",
                        AccountStatus.FROZEN,
                        500,
                        -20,
                        3,
                        1_767_312_000_123L,
                        List.of("-A|1", "B\\2", "C;3 4"));
        StringWriter out = new StringWriter();
        new CsvExport.Accounts(out).write(account);

        ImportRow.AccountRow row = (ImportRow.AccountRow) Rows.of(out.toString()).get(0);
        assertThat(row.number()).isEqualTo(account.number());
        assertThat(row.holder()).isEqualTo(account.holder());
        assertThat(row.currency()).isEqualTo(account.currency());
        assertThat(row.status()).isEqualTo(account.status());
        assertThat(row.overdraftLimitMinor()).isEqualTo(account.overdraftLimitMinor());
        assertThat(row.balanceMinor()).isEqualTo(account.balanceMinor());
        assertThat(row.openedAtMs()).isEqualTo(account.openedAtMs());
        assertThat(row.aliases()).isEqualTo(account.aliases());
    }

    @Test
    void rejectsKeepTheOriginalRowAndSayWhy() throws IOException {
        List<ImportRow> rows =
                Rows.of(
                        "account_num,transaction_type,amount\n=cmd(),deposit,1\n"
                                + "12345678,deposit,\"a\nb");
        StringWriter out = new StringWriter();
        RejectsCsv rejects = new RejectsCsv(out);
        for (ImportRow row : rows) {
            rejects.write(Rows.reject(row));
        }

        assertThat(out.toString())
                .startsWith("original_row,line,field,code,message\r\n")
                .contains("\r\n\"'=cmd(),deposit,1\",2,account_num,invalid_account_number,")
                .contains("\r\n\"12345678,deposit,\"\"a\nb\",3,amount,malformed_request,");
        List<ImportReject> read = RejectsCsv.first(new StringReader(out.toString()), 20);
        assertThat(read)
                .extracting(ImportReject::originalRow)
                .containsExactly("'=cmd(),deposit,1", "12345678,deposit,\"a\nb");
        assertThat(read.getLast().code()).isEqualTo("malformed_request");
        assertThat(RejectsCsv.first(new StringReader(out.toString()), 1)).hasSize(1);
    }
}
