package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.ExportWriter;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.Account;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.ReversalLinks;
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

    private static final TransactionId ORIGINAL = new TransactionId(0x01890a5dac96774bL, 77);

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

    /** Ada takes a deposit and a withdrawal back, and a transfer each way. */
    private static String reversed(FileFormat format) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ExportWriter.Statements out = ExportFile.statement(format, file, 1_767_312_000_000L);
        out.begin(
                new ExportWriter.Statement(
                        ACCOUNT, 1_767_225_600_000L, 1_769_904_000_000L, 1_000, 915));
        out.write(reversal(ADA, null, 100, false));
        out.write(reversal(ADA, null, 20, true));
        out.write(reversal(ADA, BOB, 8, false));
        out.write(reversal(BOB, ADA, 3, false));
        out.end();
        out.finish();
        return file.toString(StandardCharsets.UTF_8);
    }

    private static Transaction reversal(
            AccountNumber from, AccountNumber to, int minor, boolean credits) {
        ReversalLinks links = new ReversalLinks(ORIGINAL, credits, 0, List.of());
        return transaction(TransactionKind.REVERSAL, from, to, minor, null).with(List.of(), links);
    }

    @Test
    void reversalsAddUpInJson() throws IOException {
        JsonNode entries = JsonMapper.shared().readTree(reversed(FileFormat.JSON)).path("entries");

        assertThat(
                        entries.valueStream()
                                .map(each ->
                                        each.path("change").decimalValue().setScale(2).toString()))
                .containsExactly("-1.00", "0.20", "-0.08", "0.03");
        assertThat(entries.get(3).path("balance").decimalValue()).isEqualByComparingTo("9.15");
        assertThat(entries.get(3).path("other_account").asString("")).isEqualTo("00000043");
        assertThat(entries.get(0).path("reverses").asString("")).isEqualTo(ORIGINAL.toString());
    }

    @Test
    void reversalsAddUpInCsv() throws IOException {
        String[] lines = reversed(FileFormat.CSV).split("\r\n");

        assertThat(lines[2]).startsWith("reversal,2026-01-02T00:00:00Z,-1.00,9.00,GBP,,,,");
        assertThat(lines[3]).startsWith("reversal,2026-01-02T00:00:00Z,0.20,9.20,GBP,,,,");
        assertThat(lines[4]).startsWith("reversal,2026-01-02T00:00:00Z,-0.08,9.12,GBP,00000043,");
        assertThat(lines[5]).startsWith("reversal,2026-01-02T00:00:00Z,0.03,9.15,GBP,00000043,");
        assertThat(lines[6]).contains(",,9.15,GBP");
    }

    @Test
    void reversalsAddUpOnAPage() throws IOException {
        assertThat(reversed(FileFormat.HTML))
                .contains(
                        ">-1.00</td><td class=\"n\">9.00<",
                        ">0.20</td><td class=\"n\">9.20<",
                        "Reversal to 00000043",
                        "Reversal from 00000043",
                        ">0.03</td><td class=\"n\">9.15<");
    }

    @Test
    void reversalsAddUpInCamt() throws IOException {
        String file = reversed(FileFormat.CAMT053);

        assertThat(file)
                .contains(
                        ">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>",
                        ">0.20</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>",
                        ">0.08</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>",
                        ">0.03</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>");
        List<ImportRow> rows = Rows.of(file.getBytes(StandardCharsets.UTF_8), ImportMapping.own());
        assertThat(rows).hasSize(4);
        assertThat(rows)
                .allSatisfy(row -> {
                    assertThat(Rows.transaction(row).kind()).isEqualTo(TransactionKind.REVERSAL);
                    assertThat(Rows.transaction(row).reverses()).isEqualTo(ORIGINAL);
                });
        assertThat(Rows.transaction(rows.get(3)).account()).isEqualTo(new AccountRef.Number(BOB));
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
