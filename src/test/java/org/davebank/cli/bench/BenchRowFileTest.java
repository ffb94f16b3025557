package org.davebank.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.format.ImportFile;
import org.davebank.exchange.mapping.ImportMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The generated files are good ones, as the bank's own readers see them. */
class BenchRowFileTest {

    private static final UUID RUN = new UUID(3, 4);

    @TempDir Path folder;

    private List<ImportRow> read(Path file) throws IOException {
        List<ImportRow> rows = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                ImportReader reader =
                        ImportFile.open(in, "", ImportMapping.own(), ImportSettings.of("GBP"))) {
            reader.forEachRemaining(rows::add);
        }
        return rows;
    }

    @ParameterizedTest
    @FieldSource("org.davebank.cli.bench.BenchRowFile#FORMATS")
    void everyRowIsADepositWithAKeyOfItsOwnOnAnAccountOfTheFile(FileFormat format)
            throws IOException {
        Path file = folder.resolve("rows");
        BenchRowFile.transactions(file, format, 300, RUN, "GBP");
        List<ImportRow> rows = read(file);
        BenchRowFile.accounts(file, 300, "GBP");
        List<String> accounts =
                read(file).stream()
                        .map(row -> ((ImportRow.AccountRow) row).number().toString())
                        .toList();
        assertThat(rows)
                .hasSize(300)
                .allSatisfy(row -> {
                    assertThat(row).isInstanceOf(ImportRow.TransactionRow.class);
                    assertThat(((ImportRow.TransactionRow) row).amount().unscaled()).isPositive();
                    assertThat(accounts).contains(number(((ImportRow.TransactionRow) row)));
                });
        assertThat(keys(rows)).hasSize(300).doesNotHaveDuplicates();
    }

    private static List<String> keys(List<ImportRow> rows) {
        return rows.stream().map(row -> ((ImportRow.TransactionRow) row).key()).toList();
    }

    private static String number(ImportRow.TransactionRow row) {
        return ((AccountRef.Number) row.account()).number().toString();
    }

    @Test
    void anotherRunMakesOtherRows() throws IOException {
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        BenchRowFile.transactions(one, FileFormat.CSV, 10, RUN, "GBP");
        BenchRowFile.transactions(other, FileFormat.CSV, 10, new UUID(5, 6), "GBP");
        List<ImportRow> both = new ArrayList<>(read(one));
        both.addAll(read(other));
        assertThat(keys(both)).hasSize(20).doesNotHaveDuplicates();
    }
}
