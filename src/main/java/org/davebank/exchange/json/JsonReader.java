package org.davebank.exchange.json;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import org.davebank.exchange.Codes;
import org.davebank.exchange.DamagedInputException;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportReader;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.TextDecoder;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Rows of a JSON file, in any of the shapes that {@link JsonRecords} knows. A row's line is its
 * number among the records of the file.
 *
 * <p>Where the text stops being valid JSON, the rows before it count and all the rest is one
 * reject; without rows before it, the whole file is refused.
 */
public final class JsonReader extends RowReader {

    private final JsonParser parser;
    private final RecordRows rows;
    private final JsonRecords records;
    private boolean any;
    private boolean ended;

    private JsonReader(ImportInput input, Reader text, RecordRows rows) {
        super(input);
        this.rows = rows;
        parser = JsonRecords.FACTORY.createParser(text);
        records = new JsonRecords(parser, rows, 0);
    }

    /** Reads the first row; throws {@link ImportException} when there is none. */
    public static ImportReader open(ImportInput input, ImportMapping mapping, RecordRows rows)
            throws IOException {
        JsonReader reader =
                new JsonReader(input, new TextDecoder(input, mapping.layout().encoding()), rows);
        reader.begin();
        return reader;
    }

    @Override
    public @Nullable ImportRow advance() throws IOException {
        try {
            while (!ended && records.ready().isEmpty()) {
                ended = !records.step();
            }
        } catch (JacksonException e) {
            fault(e);
        }
        any |= !records.ready().isEmpty();
        return records.ready().poll();
    }

    private void fault(JacksonException e) throws IOException {
        if (e instanceof JacksonIOException io
                && io.getCause() instanceof IOException cause
                && !(cause instanceof DamagedInputException)) {
            throw cause;
        }
        ended = true;
        records.breakOff();
        String message = sentence(e);
        if (!any && records.ready().isEmpty()) {
            throw new ImportException(Codes.MALFORMED_REQUEST, "file", message);
        }
        // The line of the text, because records can't be counted after the damage.
        TokenStreamLocation at = e.getLocation();
        boolean known = at != null && at.getLineNr() > 0;
        int line = (known ? at : parser.currentLocation()).getLineNr();
        records.ready()
                .add(
                        RecordRows.reject(
                                Math.max(1, line),
                                "",
                                "file",
                                message + "; nothing after this could be read"));
    }

    /** The problem and its place, without names of our classes. */
    static String sentence(JacksonException e) {
        if (e instanceof JacksonIOException && e.getCause() instanceof DamagedInputException cut) {
            return String.valueOf(cut.getMessage());
        }
        String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        int names = message.indexOf("(from `");
        TokenStreamLocation at = e.getLocation();
        String where =
                at == null ? "" : " in line " + at.getLineNr() + ", column " + at.getColumnNr();
        return "not valid JSON"
                + where
                + ": "
                + clip(names < 0 ? message : message.substring(0, names));
    }

    private static String clip(String text) {
        String plain = text.replace(TextDecoder.INVALID, '\ufffd').strip();
        return plain.length() <= 200 ? plain : plain.substring(0, 199) + "…";
    }

    @Override
    protected boolean isEmpty() {
        return !records.isBegun();
    }

    @Override
    public List<String> ignoredColumns() {
        return rows.ignoredColumns();
    }
}
