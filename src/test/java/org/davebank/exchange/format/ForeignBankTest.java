package org.davebank.exchange.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.base.Money;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.suggest.MappingSuggestion;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file of a foreign bank, against the totals that its generator counted by itself. */
class ForeignBankTest {

    private static final String PROGRAM = "e2e-tests/foreign/ForeignBank.java";

    @TempDir static Path folder;

    @BeforeAll
    static void makeTheFile() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(java, PROGRAM, folder.resolve("foreign.csv").toString())
                        .inheritIO()
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"mapping, unmapped", "mapping-full, mapped"})
    void everyRowIsReadToTheTotalsThatTheGeneratorCounted(String mappingName, String totalsName)
            throws IOException {
        JsonNode totals = json("foreign.totals.json").get(totalsName);
        ImportMapping mapping =
                ImportMapping.parse(
                        Files.readString(folder.resolve("foreign." + mappingName + ".json")));
        Map<String, Long> balances = new TreeMap<>();
        Set<String> keys = new HashSet<>();
        long rejected = 0;
        try (InputStream in = Files.newInputStream(folder.resolve("foreign.csv"));
                ImportReader reader = ImportFile.open(in, "", mapping, ImportSettings.of("CZK"))) {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case ImportRow.TransactionRow row -> {
                        long minor = Money.toMinor(row.amount().value(), "CZK");
                        boolean in0 = row.kind() == TransactionKind.DEPOSIT;
                        String account = ((AccountRef.External) row.account()).id();
                        balances.merge(account, in0 ? minor : -minor, Long::sum);
                        assertThat(keys.add(row.key())).isTrue();
                    }
                    case ImportRow.RejectedRow row -> rejected++;
                    case ImportRow.AccountRow row -> throw new AssertionError(row);
                    case ImportRow.StatementEnd row -> throw new AssertionError(row);
                }
            }
        }

        assertThat(keys).hasSize(totals.get("created").intValue());
        assertThat(rejected).isEqualTo(totals.get("rejected").longValue());
        assertThat(balances).hasSize(totals.get("accounts").intValue());
        assertThat(balances.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(totals.get("net_minor").longValue());
        totals.get("balances_minor")
                .properties()
                .forEach(entry ->
                        assertThat(balances)
                                .containsEntry(entry.getKey(), entry.getValue().longValue()));
    }

    @Test
    void theSuggestionNeedsOnlyTheFeeToBeTold() throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve("foreign.csv"))) {
            MappingSuggestion suggestion = MappingSuggestion.of(in, "");

            assertThat(suggestion.unknownTypeWords()).containsExactly("POPLATEK");
            ImportMapping known =
                    ImportMapping.parse(Files.readString(folder.resolve("foreign.mapping.json")));
            assertThat(suggestion.mapping().fields().keySet()).containsAll(known.fields().keySet());
            assertThat(suggestion.mapping().createAccounts()).isTrue();
        }
    }

    @Test
    void theSampleBankNeverTakesAnAccountBelowZero() throws IOException {
        Map<String, Long> balances = new TreeMap<>();
        try (InputStream in = Files.newInputStream(Path.of("data/accounts.csv"));
                ImportReader reader =
                        ImportFile.open(in, "", ImportMapping.own(), ImportSettings.of("GBP"))) {
            reader.forEachRemaining(
                    row -> balances.put(String.valueOf(((ImportRow.AccountRow) row).number()), 0L));
        }
        try (InputStream in = Files.newInputStream(Path.of("data/transactions.csv"));
                ImportReader reader =
                        ImportFile.open(in, "", ImportMapping.own(), ImportSettings.of("GBP"))) {
            reader.forEachRemaining(any -> {
                ImportRow.TransactionRow row = Rows.transaction(any);
                String account = ((AccountRef.Number) row.account()).number().toString();
                long minor = Money.toMinor(row.amount().value(), "GBP");
                boolean deposit = row.kind() == TransactionKind.DEPOSIT;
                long balance = balances.merge(account, deposit ? minor : -minor, Long::sum);
                assertThat(balance).as(account).isNotNegative();
            });
        }

        assertThat(balances).hasSize(2_000).containsKey("12345678");
    }

    private static JsonNode json(String name) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve(name)));
    }
}
