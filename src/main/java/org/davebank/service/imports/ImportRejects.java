package org.davebank.service.imports;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.csv.RejectsCsv;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/**
 * The rejected rows of a pass: counted at once, and written to their own file at the end of each
 * round, in file order. Not thread-safe.
 */
final class ImportRejects {

    private final ImportCounts counts;
    private final RejectsCsv file;
    private final List<ImportRow.RejectedRow> round = new ArrayList<>();
    private @Nullable String first;

    ImportRejects(ImportCounts counts, Writer file) throws IOException {
        this.counts = counts;
        this.file = new RejectsCsv(file);
    }

    void beginRound() {
        round.clear();
    }

    void add(ImportRow.RejectedRow row) {
        counts.rejected++;
        if (first == null) {
            first = "line " + row.line() + ", " + row.field() + ": " + row.message();
        }
        round.add(row);
    }

    void add(ImportRow row, String field, RejectionCode code, String message) {
        add(row, field, code.code(), message);
    }

    void add(ImportRow row, String field, String code, String message) {
        add(new ImportRow.RejectedRow(row.line(), row.raw(), field, code, message));
    }

    /** Rejected rows of the current round. */
    int inRound() {
        return round.size();
    }

    void writeRound() throws IOException {
        round.sort(Comparator.comparingLong(ImportRow.RejectedRow::line));
        for (ImportRow.RejectedRow row : round) {
            file.write(row);
        }
    }

    /** A line about the first rejected row of the pass, or null. */
    @Nullable String first() {
        return first;
    }
}
