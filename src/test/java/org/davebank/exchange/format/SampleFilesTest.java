package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.TransactionId;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.state.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code data/} do what its README says. */
class SampleFilesTest {

    private static final Path DATA = Path.of("data");
    private static final Pattern LINE = Pattern.compile("\\| (\\d+) \\|.*\\| ([a-z_ ]+) \\|");

    private final Ledger ledger = new Ledger(new HeapSpill());
    private long index;

    private static List<ImportRow> rows(String name) throws IOException {
        List<ImportRow> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(DATA.resolve(name));
                ImportReader reader = ImportFile.open(in, name, ImportMapping.own(), Rows.GBP)) {
            reader.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static Map<Long, String> told() throws IOException {
        Map<Long, String> told = new TreeMap<>();
        for (String line : Files.readAllLines(DATA.resolve("README.md"))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && !matcher.group(2).equals("no row")) {
                told.put(Long.parseLong(matcher.group(1)), matcher.group(2));
            }
        }
        return told;
    }

    private LedgerResult apply(LedgerCommand command) {
        index++;
        return ledger.apply(index, new LedgerBatch(index, List.of(command))).getFirst();
    }

    private String outcome(ImportRow row) {
        if (row instanceof ImportRow.RejectedRow reject) {
            return reject.code();
        }
        ImportRow.TransactionRow r = Rows.transaction(row);
        TransactionId id = r.id();
        LedgerResult result =
                apply(
                        new LedgerCommand.Post(
                                id == null ? new TransactionId(7, index) : id,
                                r.postKey(),
                                r.kind(),
                                ((AccountRef.Number) r.account()).number(),
                                null,
                                r.amount().unscaled(),
                                r.amount().scale(),
                                r.currency(),
                                r.effectiveAtMs(),
                                r.reference(),
                                r.description(),
                                PostingMode.LIVE,
                                "test",
                                "job"));
        return switch (result) {
            case LedgerResult.Recorded recorded -> recorded.replayed() ? "duplicate" : "created";
            case LedgerResult.Refused refused -> refused.code().code();
            default -> result.toString();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"messy.csv", "messy-bom.csv"})
    void everyLineOfTheMessyFileEndsAsTheTableSays(String name) throws IOException {
        apply(
                new LedgerCommand.OpenAccount(
                        AccountNumber.parse("12345678"),
                        "k",
                        "Ada",
                        "GBP",
                        2,
                        0,
                        List.of(),
                        "test",
                        "job"));
        Map<Long, String> seen = new TreeMap<>();
        for (ImportRow row : rows(name)) {
            seen.put(row.line(), outcome(row));
        }

        assertThat(seen).isEqualTo(told()).hasSize(19);
    }

    @Test
    void bothEncodingsOfTheMessyFileSayTheSame() throws IOException {
        assertThat(Rows.meaning(rows("messy.csv"))).isEqualTo(Rows.meaning(rows("messy-bom.csv")));
        assertThat(Rows.transaction(rows("messy.csv").get(1)).description())
                .isEqualTo("café for 5 €");
    }

    @Test
    void theLargeBankIsTheSameInEveryFormat() throws IOException {
        List<ImportRow> csv = new ArrayList<>(rows("accounts.csv"));
        csv.addAll(rows("transactions.csv"));
        List<Object> meaning = Rows.meaning(csv);

        assertThat(csv).hasSize(22_000).noneMatch(ImportRow.RejectedRow.class::isInstance);
        for (String name : List.of("bank.json.gz", "bank.ndjson.gz", "bank.xml.gz", "bank.zip")) {
            assertThat(Rows.meaning(rows(name)).equals(meaning)).as(name).isTrue();
        }
    }

    @Test
    void theStatementsSayTheSameAsTheSmallBank() throws IOException {
        List<ImportRow> statements = new ArrayList<>();
        Map<AccountRef, Long> of = new java.util.LinkedHashMap<>();
        for (ImportRow row : rows("small/statements.camt053.xml")) {
            if (row instanceof ImportRow.StatementEnd) {
                continue;
            }
            ImportRow.TransactionRow told = Rows.transaction(row);
            of.merge(told.account(), 1L, Long::sum);
            statements.add(told.within(null, null, null));
        }
        List<ImportRow> csv = new ArrayList<>();
        for (AccountRef account : of.keySet()) {
            for (ImportRow row : rows("small/transactions.csv")) {
                if (Rows.transaction(row).account().equals(account)) {
                    csv.add(row);
                }
            }
        }

        assertThat(of).hasSize(4);
        assertThat(withoutKeys(Rows.meaning(statements))).isEqualTo(withoutKeys(Rows.meaning(csv)));
    }

    /** A statement's entries have other keys than the rows of a table. */
    private static List<String> withoutKeys(List<Object> meaning) {
        return meaning.stream().map(row -> row.toString().replaceAll("key=[^,]*,", "")).toList();
    }
}
