package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.service.imports.ImportPasses.NEVER;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real files come to in the bank: against a node, as a careful bookkeeper would have it. */
@Timeout(60)
class ImportFilesTest {

    @TempDir static Path folder;

    private static ImportPasses passes;

    @BeforeAll
    static void start() throws Exception {
        passes = new ImportPasses(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        passes.close();
    }

    private static ImportJob.Progress imported(String id, String file, String mapping, boolean live)
            throws IOException {
        ImportJob.Progress seen = pass(id, file, mapping, live, NEVER);
        assertThat(seen).isNotNull();
        return seen;
    }

    /** Null when the pass was cut off at the given turn. */
    private static ImportJob.@Nullable Progress pass(
            String id, String file, String json, boolean live, int turns) throws IOException {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        ImportMapping mapping =
                json.equals("auto")
                        ? MappingSuggestion.of(new ByteArrayInputStream(bytes), id).mapping()
                        : ImportMapping.parse(json);
        ImportJob job = ImportPasses.job(id, "", !live, false, false);
        ImportPasses.Pass pass = passes.pass(job, mapping, bytes, turns);
        if (pass == null) {
            return null;
        }
        ImportJob.Progress seen = pass.progress();
        assertThat(pass.failure() == null || pass.failure().equals(seen.message())).isTrue();
        return seen;
    }

    private static void assertCounts(
            ImportJob.Progress seen, long created, long duplicate, long rejected) {
        assertThat(List.of(seen.created(), seen.duplicate(), seen.rejected()))
                .as(seen.toString())
                .containsExactly(created, duplicate, rejected);
    }

    private static long minorOf(String alias) {
        return passes.account(passes.ofAlias(alias)).balanceMinor();
    }

    private static String days(String account) {
        return "{\"account_num\":{\"constant\":\""
                + account
                + "\"},\"transaction_type\":{\"by_sign\":true},\"amount\":\"Amount\","
                + "\"timestamp\":\"Date\",\"description\":\"Text\",\"create_accounts\":true}";
    }

    private static final String MONDAY =
            "2026-10-02,Tram,-1.49\n2026-10-02,Tram,-1.49\n2026-10-01,Pay,100.00\n";

    @Test
    void overlappingDownloadsPostEachTransactionOnce() throws IOException {
        String tuesday = "Date,Text,Amount\n2026-10-03,Tea,-3.20\n" + MONDAY;
        assertCounts(imported("mon", "Date,Text,Amount\n" + MONDAY, days("O-1"), false), 3, 0, 0);
        assertCounts(imported("tue", tuesday, days("O-1"), false), 1, 3, 0);
        assertCounts(imported("tue again", tuesday, days("O-1"), false), 0, 4, 0);
        assertThat(minorOf("O-1")).isEqualTo(9_382);
    }

    @Test
    void aRowThatWasRejectedIsDecidedAnewByTheNextImportOnly() throws IOException {
        String file = "Date,Text,Amount\n" + MONDAY;
        assertCounts(imported("live", file, days("R-1"), true), 1, 0, 2);
        assertThat(minorOf("R-1")).isEqualTo(10_000);

        assertCounts(imported("live", file, days("R-1"), true), 1, 0, 2);
        assertThat(minorOf("R-1")).as("the same job after a crash").isEqualTo(10_000);

        assertCounts(imported("history", file, days("R-1"), false), 2, 1, 0);
        assertThat(minorOf("R-1")).isEqualTo(9_702);

        assertCounts(imported("live", file, days("R-1"), true), 1, 0, 2);
        assertCounts(imported("third", file, days("R-1"), true), 0, 3, 0);
        assertThat(minorOf("R-1")).isEqualTo(9_702);
    }

    @Test
    void aCrashAnywhereInTheSecondImportChangesNothing() throws IOException {
        String file = "Date,Text,Amount\n" + MONDAY;
        for (int turns = 0; turns < 4; turns++) {
            String account = "C-" + turns;
            imported("first " + turns, file, days(account), true);
            pass("second " + turns, file, days(account), true, turns);
            assertCounts(imported("second " + turns, file, days(account), true), 2, 1, 0);
            assertThat(minorOf(account)).isEqualTo(9_702);
        }
    }

    private static String camt(String message, String body) {
        String root = message.equals("053") ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn";
        return "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt."
                + message
                + ".001.13'><"
                + root
                + ">"
                + body
                + "</"
                + root
                + "></Document>";
    }

    private static String statement(String account, String day, String balances, String entries) {
        return "<Stmt><Id>1</Id><Acct><Id><IBAN>"
                + account
                + "</IBAN></Id><Ccy>EUR</Ccy></Acct>"
                + balances
                + entries.replace("DAY", day)
                + "</Stmt>";
    }

    private static String balance(String type, String amount) {
        return "<Bal><Tp><CdOrPrtry><Cd>"
                + type
                + "</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>"
                + amount
                + "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>";
    }

    private static String entry(String amount, String direction, String reference) {
        return "<Ntry><Amt Ccy='EUR'>"
                + amount
                + "</Amt><CdtDbtInd>"
                + direction
                + "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>DAY</Dt></BookgDt><ValDt><Dt>DAY"
                + "</Dt></ValDt><AcctSvcrRef>"
                + reference
                + "</AcctSvcrRef></Ntry>";
    }

    private static final String OPENING = "{\"create_accounts\":true,\"opening_balances\":true}";

    @Test
    void oneReferenceForEveryMonthIsAnEntryEachMonth() throws IOException {
        StringBuilder months = new StringBuilder();
        for (int month = 1; month <= 3; month++) {
            months.append(
                    statement(
                            "FI1",
                            "2026-0" + month + "-15",
                            balance("OPBD", 35 * (month - 1) + ".00")
                                    + balance("CLBD", 35 * month + ".00"),
                            entry("35.00", "CRDT", "SAME")));
        }
        String file = camt("053", months.toString());
        ImportJob.Progress seen = imported("months", file, OPENING, false);
        assertCounts(seen, 3, 0, 0);
        assertThat(seen.statementMismatches()).isZero();
        assertThat(minorOf("FI1")).isEqualTo(10_500);
        assertCounts(imported("months again", file, OPENING, false), 0, 3, 0);
    }

    @Test
    void twoEqualFeesWithTheReferenceOfTheirPaymentAreThreeEntries() throws IOException {
        String entries = entry("100.00", "DBIT", "P") + entry("1.20", "DBIT", "P").repeat(2);
        String balances = balance("PRCD", "500.00") + balance("CLBD", "397.60");
        ImportJob.Progress seen =
                imported(
                        "fees",
                        camt("053", statement("LV1", "2026-10-02", balances, entries)),
                        OPENING,
                        false);
        assertCounts(seen, 3, 0, 0);
        assertThat(seen.balanceMismatches() + seen.statementMismatches()).isZero();
        assertThat(minorOf("LV1")).isEqualTo(39_760);

        String notified = statement("LV1", "2026-10-02", "", entries).replace("Stmt>", "Ntfctn>");
        assertCounts(imported("notified", camt("054", notified), OPENING, false), 0, 3, 0);
    }

    @Test
    void aStatementThatDoesNotAddUpSaysSo() throws IOException {
        String balances = balance("OPBD", "10.00") + balance("CLBD", "14.00");
        String entries = entry("5.00", "CRDT", "A");
        ImportJob.Progress seen =
                imported(
                        "odd",
                        camt("053", statement("XX1", "2026-10-02", balances, entries)),
                        OPENING,
                        false);
        assertCounts(seen, 1, 0, 0);
        assertThat(seen.statementMismatches()).isEqualTo(1);
        assertThat(seen.message()).contains("does not add up");
        assertThat(seen.warnings().toString()).contains("statement_differs", "14.00", "15.00");
    }

    @Test
    void aStatementWithoutEntriesOpensItsBalanceWhenAsked() throws IOException {
        String balances = balance("OPBD", "77.00") + balance("CLBD", "77.00");
        String file = camt("053", statement("EMPTY1", "2026-10-02", balances, ""));
        ImportJob.Progress seen = imported("empty", file, OPENING, false);
        assertCounts(seen, 0, 0, 0);
        assertThat(seen.accountsCreated()).isEqualTo(1);
        assertThat(seen.statementMismatches()).isZero();
        assertThat(minorOf("EMPTY1")).isEqualTo(7_700);
        imported("empty again", file, OPENING, false);
        assertThat(minorOf("EMPTY1")).isEqualTo(7_700);
    }

    @Test
    void balancesOfATableOpenTheAccountAndAreCheckedInTheOrderOfTheFile() throws IOException {
        String oldest =
                "Date,Text,Paid out,Paid in,Balance\n02 Nov 2026,Pay,,\"£1,900.50\",\"£1,910.50\"\n"
                        + "03 Nov 2026,Gas,£75.10,,\"£1,835.40\"\n";
        ImportJob.Progress seen = imported("oldest", oldest, "auto", false);
        assertCounts(seen, 2, 0, 0);
        assertThat(seen.balanceMismatches()).as(seen.toString()).isZero();
        assertThat(minorOf("oldest")).isEqualTo(183_540);

        String newest =
                "Date,Text,Amount,Balance\n2026-11-03,Gas,-75.10,1835.40\n"
                        + "2026-11-02,Pay,1900.50,1910.50\n";
        seen = imported("newest", newest, "auto", false);
        assertCounts(seen, 2, 0, 0);
        assertThat(seen.balanceMismatches()).as(seen.toString()).isZero();
        assertThat(minorOf("newest")).isEqualTo(183_540);
        assertCounts(imported("newest", newest, "auto", false), 2, 0, 0);
        assertThat(minorOf("newest")).as("the same job after a crash").isEqualTo(183_540);

        String wrong = newest.replace("1835.40", "1835.41") + "2026-11-01,Old,1.00,10.00\n";
        seen =
                imported(
                        "wrong",
                        wrong,
                        days("W-1").replace("{\"acc", "{\"balance\":\"Balance\",\"acc"),
                        false);
        assertThat(seen.balanceMismatches()).as(seen.toString()).isPositive();
    }

    @Test
    void aFileOfWhichNothingCouldBeReadHasFailed() throws IOException {
        String file = "Date,Text,Amount\n2026-10-01,A,\"883,04\"\n2026-10-02,B,\"1,5\"\n";
        ImportJob.Progress seen = imported("commas", file, days("N-1"), false);
        assertCounts(seen, 0, 0, 2);
        assertThat(seen.message()).contains("all 2 rows were rejected", "\"decimal\": \",\"");
    }

    @Test
    void sumsAreOneForEachCurrency() throws IOException {
        String file =
                "[{\"account_num\":\"S-GBP\",\"transaction_type\":\"deposit\",\"amount\":2,"
                        + "\"currency\":\"GBP\"},{\"account_num\":\"S-HUF\",\"transaction_type\":"
                        + "\"deposit\",\"amount\":3000,\"currency\":\"HUF\"}]";
        ImportJob.Progress seen = imported("sums", file, "{\"create_accounts\":true}", false);
        assertThat(seen.sums())
                .containsExactly(new ImportJob.Sum("GBP", 200), new ImportJob.Sum("HUF", 300_000));
        assertThat(seen.netMinor()).isNull();
    }
}
