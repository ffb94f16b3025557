package org.davebank.service.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.TransactionId;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.node.wire.Reply;
import org.davebank.service.Caller;
import org.davebank.service.Period;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.Listings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statements of a real node's bank, one account of which has more than two pages of history. */
@Timeout(60)
class StatementsTest {

    private static final AccountNumber ADA = AccountNumber.parse("70000001");
    private static final AccountNumber BOB = AccountNumber.parse("70000002");
    private static final AccountNumber NOBODY = AccountNumber.parse("70000003");
    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final int ENTRIES = 2_500;
    private static final long FIRST_MS = 1_700_000_000_000L;
    private static final Caller ANYONE = new Caller("ada", Role.VIEWER, "r");

    private static final List<String> failures = new CopyOnWriteArrayList<>();

    @TempDir static Path folder;

    private static NodeLoop loop;
    private static ExportService exports;

    @BeforeAll
    static void start() throws Exception {
        loop = LoneNode.start(folder, failures::add);
        Shards shards = new Shards(loop);
        exports = new ExportService(shards, new Listings(shards));
        List<LedgerCommand> commands = new ArrayList<>();
        for (AccountNumber number : List.of(ADA, BOB, NOBODY)) {
            commands.add(
                    new LedgerCommand.OpenAccount(
                            number, "k", "H " + number, "GBP", 2, 0, List.of(), "ada", "r"));
        }
        while (!(Shards.await(shards.writeAll(SHARD, commands), Shards.WRITE_TIMEOUT)
                instanceof Reply.Posted)) {
            Thread.onSpinWait(); // The shard is being founded.
        }
        commands.clear();
        for (int i = 0; i < ENTRIES; i++) {
            commands.add(post(i, i % 5 == 4 ? TransactionKind.TRANSFER : TransactionKind.DEPOSIT));
        }
        commands.add(post(ENTRIES + 9_000_000, TransactionKind.WITHDRAWAL));
        for (int at = 0; at < commands.size(); at += 500) {
            List<LedgerCommand> some = commands.subList(at, Math.min(at + 500, commands.size()));
            assertThat(Shards.await(shards.writeAll(SHARD, some), Shards.WRITE_TIMEOUT))
                    .isInstanceOf(Reply.Posted.class);
        }
    }

    private static LedgerCommand post(int i, TransactionKind kind) {
        return new LedgerCommand.Post(
                new TransactionId(0x01890a5dac96774bL, 0xbcceb302099a8000L + i),
                null,
                kind,
                ADA,
                kind == TransactionKind.TRANSFER ? BOB : null,
                i + 1,
                2,
                null,
                FIRST_MS + i * 1_000L,
                null,
                null,
                PostingMode.LIVE,
                "ada",
                "r");
    }

    /** What the first entries left on Ada's account, in minor units. */
    private static long balanceMinor(int entries) {
        long sum = 0;
        for (int i = 0; i < entries; i++) {
            sum += i % 5 == 4 ? -(i + 1) : i + 1;
        }
        return sum;
    }

    @AfterAll
    static void stop() throws Exception {
        loop.close();
        assertThat(failures).isEmpty();
    }

    private static List<ImportRow.TransactionRow> camt(
            @Nullable AccountNumber account, TransactionFilter filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exports.transactions(ANYONE, account, filter, ExportService.type("camt053"), out);
        List<ImportRow.TransactionRow> rows = new ArrayList<>();
        try (ImportReader reader =
                ImportFile.open(
                        new ByteArrayInputStream(out.toByteArray()),
                        "",
                        ImportMapping.own(),
                        ImportSettings.of("GBP"))) {
            reader.forEachRemaining(row -> {
                if (row instanceof ImportRow.TransactionRow transaction) {
                    rows.add(transaction);
                }
            });
        }
        return rows;
    }

    private static TransactionFilter period(long fromMs, long toMs) {
        return new TransactionFilter(
                fromMs, toMs, null, 0, Long.MAX_VALUE, null, null, null, null, false);
    }

    private static String minor(ImportRow.TransactionRow row) {
        return row.statedBalance() == null
                ? ""
                : row.statedBalance().value().movePointRight(2).toBigInteger().toString();
    }

    @Test
    void theWholeBankInTheOrderOfEachAccount() throws IOException {
        List<ImportRow.TransactionRow> rows = camt(null, TransactionFilter.POSTED);

        assertThat(rows).hasSize(ENTRIES + ENTRIES / 5);
        for (int i = 0; i < ENTRIES; i++) {
            assertThat(rows.get(i).effectiveAtMs()).isEqualTo(FIRST_MS + i * 1_000L);
        }
        assertThat(minor(rows.get(ENTRIES - 1))).isEqualTo("" + balanceMinor(ENTRIES));
        assertThat(rows.subList(ENTRIES, rows.size()))
                .allMatch(row -> row.kind() == TransactionKind.TRANSFER);
        assertThat(rows).extracting(ImportRow.TransactionRow::id).doesNotContainNull();
    }

    @Test
    void aPeriodBeginsAndEndsWithItsBalances() throws IOException {
        long fromMs = FIRST_MS + 1_200_000;
        long toMs = FIRST_MS + 2_400_000;
        List<ImportRow.TransactionRow> rows = camt(ADA, period(fromMs, toMs));

        assertThat(rows).hasSize(1_200);
        assertThat(minor(rows.getFirst())).isEqualTo("" + balanceMinor(1_201));

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportService.Type json = ExportService.STATEMENTS.getFirst();
        exports.statement(ANYONE, ADA, new Period(fromMs, toMs), json, out);
        JsonNode told = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(told.path("opening_balance").decimalValue().movePointRight(2).longValue())
                .isEqualTo(balanceMinor(1_200));
        assertThat(told.path("closing_balance").decimalValue().movePointRight(2).longValue())
                .isEqualTo(balanceMinor(2_400));
        assertThat(told.path("entries").get(1_199).path("balance"))
                .isEqualTo(told.path("closing_balance"));
    }

    @Test
    void anAccountWithoutEntriesHasAStatementWhenAskedFor() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exports.transactions(
                ANYONE, NOBODY, TransactionFilter.POSTED, ExportService.type("camt053"), out);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        exports.transactions(
                ANYONE, null, TransactionFilter.POSTED, ExportService.type("camt053"), all);

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("H 70000003", "CLBD");
        assertThat(all.toString(StandardCharsets.UTF_8)).doesNotContain("70000003");
    }

    @Test
    void whatWouldBeNoStatementIsRefusedBeforeAnythingIsWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TransactionFilter large =
                new TransactionFilter(
                        0, 1, null, 500, Long.MAX_VALUE, null, null, null, null, false);
        ExportService.Type camt = ExportService.type("camt053");

        assertThatThrownBy(() -> exports.transactions(ANYONE, ADA, large, camt, out))
                .isInstanceOf(ServiceProblem.class)
                .hasMessageContaining("a statement is whole");
        assertThatThrownBy(() -> exports.accounts(ANYONE, null, camt, out))
                .isInstanceOf(ServiceProblem.class)
                .hasMessageContaining("statements");
        AccountNumber missing = AccountNumber.parse("79999999");
        assertThatThrownBy(() ->
                        exports.transactions(ANYONE, missing, TransactionFilter.POSTED, camt, out))
                .isInstanceOfSatisfying(
                        ServiceProblem.class,
                        e -> assertThat(e.code()).isEqualTo(ProblemCode.ACCOUNT_NOT_FOUND));
        assertThat(out.size()).isZero();
    }
}
