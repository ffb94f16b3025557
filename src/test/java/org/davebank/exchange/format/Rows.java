package org.davebank.exchange.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.ImportSettings;
import org.davebank.exchange.mapping.ImportMapping;

/** Reads whole files for tests. */
public final class Rows {

    public static final ImportSettings GBP = ImportSettings.of("GBP");

    private Rows() {}

    public static List<ImportRow> of(String file) {
        return of(file, ImportMapping.own());
    }

    public static List<ImportRow> of(String file, ImportMapping mapping) {
        return of(file.getBytes(StandardCharsets.UTF_8), mapping);
    }

    public static List<ImportRow> of(byte[] file, ImportMapping mapping) {
        List<ImportRow> rows = new ArrayList<>();
        try (ImportReader reader =
                ImportFile.open(new ByteArrayInputStream(file), "", mapping, GBP)) {
            reader.forEachRemaining(row -> {
                if (!(row instanceof ImportRow.StatementEnd)) {
                    rows.add(row);
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    /** What rows mean, without where and how they stood: rejects as code and field. */
    public static List<Object> meaning(List<ImportRow> rows) {
        List<Object> meaning = new ArrayList<>();
        for (ImportRow row : rows) {
            meaning.add(
                    switch (row) {
                        case ImportRow.RejectedRow r -> r.code() + " " + r.field();
                        case ImportRow.AccountRow r ->
                                new ImportRow.AccountRow(
                                        0,
                                        "",
                                        plainKey(r.key()),
                                        r.number(),
                                        r.holder(),
                                        r.currency(),
                                        r.status(),
                                        r.overdraftLimitMinor(),
                                        r.balanceMinor(),
                                        r.openedAtMs(),
                                        r.aliases());
                        case ImportRow.TransactionRow r ->
                                new ImportRow.TransactionRow(
                                        0,
                                        "",
                                        plainKey(r.key()),
                                        r.id(),
                                        r.account(),
                                        r.kind(),
                                        r.amount(),
                                        r.currency(),
                                        r.to(),
                                        r.reverses(),
                                        r.hold(),
                                        r.effectiveAtMs(),
                                        r.reference(),
                                        r.description(),
                                        r.openingBalance(),
                                        r.statedBalance(),
                                        null);
                        case ImportRow.StatementEnd r -> r;
                    });
        }
        return meaning;
    }

    private static String plainKey(String key) {
        return key.startsWith("row:") || key.startsWith("camt:") ? "row" : key;
    }

    public static ImportRow.TransactionRow transaction(ImportRow row) {
        if (row instanceof ImportRow.TransactionRow transaction) {
            return transaction;
        }
        throw new AssertionError("not a transaction: " + row);
    }

    public static ImportRow.RejectedRow reject(ImportRow row) {
        if (row instanceof ImportRow.RejectedRow reject) {
            return reject;
        }
        throw new AssertionError("not a reject: " + row);
    }
}
