package org.davebank.service.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.davebank.service.imports.ImportPasses.NEVER;
import static org.davebank.service.imports.ImportPasses.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.directory.job.ImportJob;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.AccountStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Passes over small files against a real node, cut off at every place where the job may be taken away
 * from its runner, and carried on by another pass.
 */
@Timeout(60)
class ImportRunTest {

    @TempDir static Path folder;

    private static ImportPasses passes;

    @BeforeAll
    static void start() throws Exception {
        passes = new ImportPasses(folder);
        pass("warm", "{\"account_num\":\"70000000\",\"holder\":\"W\"}", "{}", NEVER);
    }

    @AfterAll
    static void stop() throws Exception {
        passes.close();
    }

    /** One pass; null when it was cut off at the given turn. */
    private static ImportJob.@Nullable Progress pass(
            String id, String file, String settings, int turns) throws IOException {
        return pass(id, file, settings, turns, false);
    }

    private static ImportJob.@Nullable Progress pass(
            String id, String file, String settings, int turns, boolean dryRun) throws IOException {
        return pass(job(id, settings, false, false, dryRun), file, turns);
    }

    /** A pass of a file that is to end with its first bad row, and does. */
    private static ImportJob.Progress aborted(String id, String file) throws IOException {
        ImportJob.Progress seen = pass(job(id, "{}", false, true, false), file, NEVER);
        assertThat(seen).isNotNull();
        return seen;
    }

    private static ImportJob.@Nullable Progress pass(ImportJob job, String file, int turns)
            throws IOException {
        return pass(job, file, turns, job.abortOnError());
    }

    private static ImportJob.@Nullable Progress pass(
            ImportJob job, String file, int turns, boolean fails) throws IOException {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        ImportPasses.Pass pass = passes.pass(job, ImportMapping.parse(job.mapping()), bytes, turns);
        if (pass == null) {
            return null;
        }
        assertThat(pass.failure() == null).isNotEqualTo(fails);
        return pass.progress();
    }

    private static void assertCounts(
            ImportJob.@Nullable Progress seen,
            long created,
            long duplicate,
            long rejected,
            long netMinor,
            long mismatches) {
        assertThat(seen).isNotNull();
        assertThat(List.of(seen.created(), seen.duplicate(), seen.rejected(), seen.netMinor()))
                .as(seen.toString())
                .containsExactly(created, duplicate, rejected, netMinor);
        assertThat(seen.balanceMismatches()).as(seen.toString()).isEqualTo(mismatches);
        assertThat(seen.rows()).isEqualTo(created + duplicate + rejected);
    }

    private static String lines(int n) {
        String ada = "{\"account_num\":\"7100000" + n + "\",";
        String bob = "{\"account_num\":\"7200000" + n + "\",";
        return String.join(
                "\n",
                ada + "\"holder\":\"Ada\",\"balance\":12.50}",
                bob + "\"holder\":\"Bob\",\"overdraft_limit\":20,\"balance\":-20}",
                "{\"account_num\":\"7300000" + n + "\",\"holder\":\"Cy\",\"balance\":-0.01}",
                ada
                        + "\"transaction_type\":\"withdrawal\",\"amount\":12.50,\"balance\":0,"
                        + "\"external_id\":\"a\"}",
                bob
                        + "\"transaction_type\":\"deposit\",\"amount\":5,\"balance\":-15.00,"
                        + "\"external_id\":\"b\"}",
                bob
                        + "\"transaction_type\":\"transfer\",\"amount\":5,\"to_account\":\"7100000"
                        + n
                        + "\",\"balance\":99,\"external_id\":\"c\"}",
                ada + "\"transaction_type\":\"withdrawal\",\"amount\":4,\"external_id\":\"d\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, NEVER})
    void openingBalancesComeOnceAndBeforeTheRowsThatNeedThem(int turns) throws IOException {
        String settings = "{\"opening_balances\":true}";
        int n = Math.min(turns, 9);
        String file = lines(n);
        ImportJob.Progress first = pass("job " + n, file, settings, turns);
        assertThat(first == null).as("cut off").isEqualTo(turns != NEVER);

        // Ada's row says 12.50 and the transfer's 99, which is not what they have in the end.
        assertCounts(pass("job " + n, file, settings, NEVER), 6, 0, 1, -1_900, 2);
        assertThat(passes.account(AccountNumber.parse("7100000" + n)).balanceMinor())
                .isEqualTo(100);
        assertThat(passes.account(AccountNumber.parse("7200000" + n)).balanceMinor())
                .isEqualTo(-2_000);

        assertCounts(pass("other " + n, file, settings, NEVER), 0, 6, 1, 0, 2);
        assertThat(passes.account(AccountNumber.parse("7100000" + n)).balanceMinor())
                .isEqualTo(100);
    }

    private static String withStatuses(int n) {
        String ada = "{\"account_num\":\"7510000" + n + "\",";
        String bob = "{\"account_num\":\"7520000" + n + "\",";
        return String.join(
                "\n",
                ada + "\"holder\":\"Ada\",\"status\":\"FROZEN\"}",
                bob + "\"holder\":\"Bob\",\"status\":\"CLOSED\"}",
                "{\"account_num\":\"7530000" + n + "\",\"holder\":\"Cy\",\"status\":\"CLOSED\"}",
                ada + "\"transaction_type\":\"deposit\",\"amount\":5,\"external_id\":\"a\"}",
                ada + "\"transaction_type\":\"withdrawal\",\"amount\":2,\"external_id\":\"b\"}",
                bob + "\"transaction_type\":\"deposit\",\"amount\":5,\"external_id\":\"c\"}",
                bob + "\"transaction_type\":\"withdrawal\",\"amount\":5,\"external_id\":\"d\"}",
                "{\"account_num\":\"7530000"
                        + n
                        + "\",\"transaction_type\":\"deposit\",\"amount\":1,"
                        + "\"external_id\":\"e\"}");
    }

    private static AccountStatus status(String number) {
        return passes.account(AccountNumber.parse(number)).status();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, NEVER})
    void accountsAreFrozenAndClosedOnceTheirRowsAreIn(int turns) throws IOException {
        int n = Math.min(turns, 9);
        String file = withStatuses(n);
        pass("status " + n, file, "{}", turns);
        ImportJob.Progress seen = pass("status " + n, file, "{}", NEVER);
        assertCounts(seen, 8, 0, 0, 400, 0);
        assertThat(status("7510000" + n)).isEqualTo(AccountStatus.FROZEN);
        assertThat(status("7520000" + n)).isEqualTo(AccountStatus.CLOSED);
        assertThat(status("7530000" + n)).isEqualTo(AccountStatus.ACTIVE);
        assertThat(seen.warnings())
                .extracting(ImportJob.Warning::line, ImportJob.Warning::code)
                .containsExactly(tuple(3L, "balance_not_zero"));

        // Another import changes nothing of it.
        assertCounts(pass("status again " + n, file, "{}", NEVER), 0, 8, 0, 0, 0);
        assertThat(status("7510000" + n)).isEqualTo(AccountStatus.FROZEN);
    }

    @Test
    void aBalanceIsNotPostedUnlessItIsAskedFor() throws IOException {
        String file = "{\"account_num\":\"74000000\",\"holder\":\"Di\",\"balance\":3}";

        assertCounts(pass("unasked", file, "{}", NEVER), 1, 0, 0, 0, 1);
        assertCounts(pass("late", file, "{\"opening_balances\":true}", NEVER), 0, 1, 0, 0, 1);
        assertThat(passes.account(AccountNumber.parse("74000000")).balanceMinor()).isZero();
    }

    private static String statement(int n, String opening, String closing, String id) {
        return "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.04'><BkToCstmrStmt>"
                + "<Stmt><Id>S</Id><Acct><Id><IBAN>XX7DAVE"
                + n
                + "</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry>"
                + "</Tp><Amt Ccy='EUR'>"
                + opening
                + "</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd>"
                + "</CdOrPrtry></Tp><Amt Ccy='EUR'>"
                + closing
                + "</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>"
                + "<Ntry><Amt Ccy='EUR'>70.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>"
                + "<AcctSvcrRef>1"
                + id
                + "</AcctSvcrRef></Ntry><Ntry><Amt Ccy='EUR'>9.00</Amt><CdtDbtInd>CRDT"
                + "</CdtDbtInd><Sts>BOOK</Sts><AcctSvcrRef>2"
                + id
                + "</AcctSvcrRef></Ntry></Stmt></BkToCstmrStmt></Document>";
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, NEVER})
    void aStatementBringsItsOpeningBalanceToTheAccountThatItOpens(int turns) throws IOException {
        String settings = "{\"opening_balances\":true,\"create_accounts\":true}";
        int n = Math.min(turns, 9);
        String file = statement(n, "100.00", "39.00", "a");
        ImportJob.Progress first = pass("camt " + n, file, settings, turns);
        assertThat(first == null).as("cut off").isEqualTo(turns != NEVER);

        assertCounts(pass("camt " + n, file, settings, NEVER), 2, 0, 0, 3_900, 0);
        AccountNumber number = passes.ofAlias("XX7DAVE" + n);
        assertThat(passes.account(number).balanceMinor()).isEqualTo(3_900);
        assertThat(passes.account(number).currency()).isEqualTo("EUR");
        assertCounts(pass("again " + n, file, settings, NEVER), 0, 2, 0, 0, 0);

        String next = statement(n, "200.00", "139.00", "b");
        ImportJob.Progress second = pass("next " + n, next, settings, NEVER);
        assertCounts(second, 1, 0, 1, 900, 1);
        assertThat(second.statementMismatches()).as(second.toString()).isEqualTo(1);
        assertThat(second.message()).contains("does not add up");
        assertThat(passes.account(number).balanceMinor()).as("of another import").isEqualTo(4_800);
    }

    @Test
    void aFileOfBadRowsAloneIsTakenInRoundsThatCanBeCancelled() throws IOException {
        String bad = "{\"account_num\":\"1\",\"transaction_type\":\"deposit\",\"amount\":1}\n";
        String file = bad.repeat(2 * ImportRun.ROWS_PER_ROUND + 1);
        assertThat(pass("bad", file, "{}", 2)).as("cancelled before its third round").isNull();
        ImportJob.Progress seen = pass(job("bad", "{}", false, false, false), file, NEVER, true);
        assertCounts(seen, 0, 0, 2 * ImportRun.ROWS_PER_ROUND + 1, 0, 0);
        assertThat(seen.message()).contains("nothing of the file was imported", "line 1");
    }

    @Test
    void aDryRunKnowsTheAccountsThatTheFileItselfWouldOpen() throws IOException {
        StringBuilder file = new StringBuilder("{\"account_num\":\"79999001\",\"holder\":\"D\"}\n");
        String row = "{\"account_num\":\"%s\",\"transaction_type\":\"deposit\",\"amount\":1}\n";
        for (int i = 0; i < ImportRun.ROWS_PER_ROUND; i++) {
            file.append(row.formatted("79999001"));
        }
        file.append(row.formatted("79999002"));
        assertCounts(
                pass("dry", file.toString(), "{}", NEVER, true),
                ImportRun.ROWS_PER_ROUND + 1,
                0,
                1,
                100L * ImportRun.ROWS_PER_ROUND,
                0);
    }

    @Test
    void anAliasOfAnImportedAccountLeadsToItAndToNoOther() throws IOException {
        String account = "{\"account_num\":\"7555000%d\",\"holder\":\"A\",\"aliases\":[\"%s\"]}\n";
        String file = account.formatted(1, "AL-1") + account.formatted(2, "AL-2");
        assertCounts(pass("alias", file, "{}", NEVER), 2, 0, 0, 0, 0);
        assertThat(passes.ofAlias("AL-1")).isEqualTo(AccountNumber.parse("75550001"));
        assertCounts(pass("alias-again", file, "{}", NEVER), 0, 2, 0, 0, 0);

        String row = "{\"account_num\":\"%s\",\"transaction_type\":\"deposit\",\"amount\":5}\n";
        ImportJob.Progress seen =
                pass("alias-row", row.formatted("AL-2"), "{\"create_accounts\":true}", NEVER);
        assertThat(seen).isNotNull();
        assertThat(seen.accountsCreated()).isZero();
        assertThat(passes.account(AccountNumber.parse("75550002")).balanceMinor()).isEqualTo(500);

        String others = account.formatted(3, "AL-1") + account.formatted(4, "AL-4");
        assertCounts(pass("alias-dry", others, "{}", NEVER, true), 1, 0, 1, 0, 0);
        assertCounts(pass("alias-other", others, "{}", NEVER), 1, 0, 1, 0, 0);
        assertThat(passes.ofAlias("AL-1")).isEqualTo(AccountNumber.parse("75550001"));
        assertThat(passes.ofAlias("AL-4")).isEqualTo(AccountNumber.parse("75550004"));
    }

    @Test
    void aFileThatEndsWithItsFirstBadRowPostsNothingBehindIt() throws IOException {
        String row = "{\"account_num\":\"75560001\",\"transaction_type\":\"%s\",\"amount\":%d}\n";
        String file =
                "{\"account_num\":\"75560001\",\"holder\":\"A\"}\n"
                        + row.formatted("deposit", 1)
                        + row.formatted("withdrawal", 9)
                        + row.formatted("deposit", 1).repeat(50);
        ImportJob.Progress seen = aborted("abort", file);
        assertCounts(seen, 2, 0, 1, 100, 0);
        assertThat(seen.message()).contains("2 rows before it stay posted");
        assertThat(passes.account(AccountNumber.parse("75560001")).balanceMinor()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"create_accounts\":true}"})
    void aDryRunFindsWhatTheImportThenFinds(String settings) throws IOException {
        String name = settings.length() == 2 ? "7888" : "7999";
        String file =
                """
                {"account_num":"N0001","holder":"Ada","currency":"GBP"}
                {"account_num":"N0001","holder":"Ada","currency":"GBP"}
                {"account_num":"N0001","transaction_type":"deposit","amount":10.25,"id":"N-1"}
                {"account_num":"N0001","transaction_type":"withdrawal","amount":2,"id":"N-2"}
                {"account_num":"N0001","transaction_type":"deposit","amount":1.005,"id":"N-3"}
                {"account_num":"N0001","transaction_type":"deposit","amount":1,"currency":"EUR"}
                {"account_num":"N0009","transaction_type":"deposit","amount":1}
                {"account_num":"N-foreign","transaction_type":"deposit","amount":3.5,"id":"N-4"}
                {"account_num":"N-foreign","transaction_type":"deposit","amount":3.555,"id":"N-5"}
                """
                        .replace("N", name)
                        .replace("\"id\":", "\"external_id\":");
        for (String turn : List.of("first", "again")) {
            ImportJob.Progress dry = pass(name + "dry" + turn, file, settings, NEVER, true);
            ImportJob.Progress real = pass(name + "real" + turn, file, settings, NEVER);
            assertThat(dry).isNotNull();
            assertThat(real).isNotNull();
            assertThat(dry.withMessage(null)).isEqualTo(real.withMessage(null));
            assertThat(real.rejected()).as(real.toString()).isBetween(3L, 5L);
        }
    }
}
