package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The statement of one account in the formats for people and programs. */
class StatementTest {

    private static final AccountNumber ADA = new AccountNumber(42);
    private static final AccountNumber BOB = new AccountNumber(43);
    private static final Account ACCOUNT =
            new Account(ADA, "<b>Ada</b>", "GBP", AccountStatus.ACTIVE, 0, 1_450, 3, 1, List.of());

    private static Transaction transaction(
            TransactionKind kind, AccountNumber from, AccountNumber to, int minor, String text) {
        return new Transaction(
                new TransactionId(0x01890a5dac96774bL, 0xbcceb302099a8000L + minor),
                null,
                kind,
                from,
                to,
                minor,
                "GBP",
                1_767_312_000_123L,
                1_767_312_000_000L,
                text,
                text,
                "ada",
                "r1",
                TransactionStatus.POSTED,
                null,
                0,
                7,
                9);
    }

    private static String statement(FileFormat format) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ExportWriter.Statements out = ExportFile.statement(format, file, 1_767_312_000_000L);
        out.begin(
                new ExportWriter.Statement(
                        ACCOUNT, 1_767_225_600_000L, 1_769_904_000_000L, 1_000, 1_450));
        out.write(transaction(TransactionKind.DEPOSIT, ADA, null, 500, "=1+1"));
        out.write(transaction(TransactionKind.TRANSFER, ADA, BOB, 75, "<script>\"x\"&'y'"));
        out.write(transaction(TransactionKind.TRANSFER, BOB, ADA, 25, null));
        out.end();
        out.finish();
        return file.toString(StandardCharsets.UTF_8);
    }

    @Test
    void json() throws IOException {
        JsonNode json = JsonMapper.shared().readTree(statement(FileFormat.JSON));

        assertThat(json.path("account_num").asString("")).isEqualTo("00000042");
        assertThat(json.path("from").asString("")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(json.path("opening_balance").decimalValue()).isEqualByComparingTo("10.00");
        assertThat(json.path("closing_balance").decimalValue()).isEqualByComparingTo("14.50");
        assertThat(json.path("entries").size()).isEqualTo(3);
        JsonNode paid = json.path("entries").get(1);
        assertThat(paid.path("change").decimalValue()).isEqualByComparingTo("-0.75");
        assertThat(paid.path("balance").decimalValue()).isEqualByComparingTo("14.25");
        assertThat(paid.path("other_account").asString("")).isEqualTo("00000043");
        assertThat(json.path("entries").get(2).path("balance").decimalValue())
                .isEqualByComparingTo("14.50");
    }

    @Test
    void csvIsGuardedAndKeepsTheSigns() throws IOException {
        assertThat(statement(FileFormat.CSV).split("\r\n"))
                .hasSize(6)
                .contains(
                        "opening_balance,2026-01-01T00:00:00Z,,10.00,GBP,,,,",
                        "closing_balance,2026-02-01T00:00:00Z,,14.50,GBP,,,,")
                .anyMatch(line ->
                        line.startsWith(
                                "deposit,2026-01-02T00:00:00Z,5.00,15.00,GBP,,'=1+1,'=1+1,"))
                .anyMatch(line ->
                        line.startsWith(
                                "transfer,2026-01-02T00:00:00Z,0.25,14.50,GBP,00000043,,,"));
    }

    @Test
    void aPageRunsNothingThatAnybodyWrote() throws IOException {
        String page = statement(FileFormat.HTML);

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "&lt;b&gt;Ada&lt;/b&gt;",
                        "&lt;script&gt;&quot;x&quot;&amp;&#39;y&#39;",
                        "Transfer to 00000043",
                        "Transfer from 00000043",
                        ">14.50<")
                .doesNotContain("<script", "<b>")
                .endsWith("</body></html>\n");
    }

    @Test
    void camtHasTheSameBalances() throws IOException {
        List<ImportRow> rows =
                Rows.of(
                        statement(FileFormat.CAMT053).getBytes(StandardCharsets.UTF_8),
                        ImportMapping.own());

        assertThat(rows).hasSize(3);
        assertThat(Rows.transaction(rows.get(0)).openingBalance()).isEqualTo(new Decimal(10, 0));
        assertThat(Rows.transaction(rows.get(0)).statedBalance()).isEqualTo(new Decimal(15, 0));
    }
}
