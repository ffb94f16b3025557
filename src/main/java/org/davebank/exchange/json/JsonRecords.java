package org.davebank.exchange.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.exchange.Aliases;
import org.davebank.exchange.Codes;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportField;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowProblem;
import org.davebank.exchange.mapping.RecordRows;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Walks through the tokens of a JSON text and finds the records in it: in the bank's own document,
 * in bare arrays, in consecutive objects, and an account's transactions within the account.
 *
 * <p>An account becomes a row only at its end, and its transactions wait for it, because its
 * members may come in any order. After {@link #WAITING_MAX} transactions it waits no longer;
 * members that follow them make a reject then, so that memory stays bounded.
 */
final class JsonRecords {

    /** Maximum number of transactions that wait for the end of their account. */
    static final int WAITING_MAX = 1_000;

    static final int DEPTH_MAX = 64;
    static final int STRING_CHARS_MAX = 1 << 20;
    private static final int NAME_CHARS_MAX = 1_000;
    private static final int ELEMENTS_MAX = 1_000;

    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxNameLength(NAME_CHARS_MAX)
                                    .maxStringLength(STRING_CHARS_MAX)
                                    .maxNumberLength(STRING_CHARS_MAX)
                                    .maxDocumentLength(-1)
                                    .build())
                    // NaN is a bad value of one row; the rest of the file is valid.
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build();

    /** An object or an array that is not closed yet. */
    private static final class Open {

        final @Nullable Open outer;
        final boolean array;
        final RecordRows.Kind kind;
        final FileRecord record;
        final List<FileRecord> waiting = new ArrayList<>();
        boolean hasArrays;

        /** Its row has been emitted, or never will be; its contents need not wait. */
        boolean settled;

        Open(@Nullable Open outer, boolean array, RecordRows.Kind kind, FileRecord record) {
            this.outer = outer;
            this.array = array;
            this.kind = kind;
            this.record = record;
        }
    }

    private final JsonParser parser;
    private final RecordRows rows;
    private final Deque<ImportRow> ready = new ArrayDeque<>();
    private final StringBuilder path = new StringBuilder();
    private @Nullable Open open;
    private final long line;
    private long count;
    private boolean begun;

    /**
     * @param line the line that is the whole text and numbers its first record; 0 when the text is
     *     a file, whose records are numbered from 1
     */
    JsonRecords(JsonParser parser, RecordRows rows, long line) {
        this.parser = parser;
        this.rows = rows;
        this.line = line;
    }

    /** Whether the text holds anything at all. */
    boolean isBegun() {
        return begun;
    }

    /** Numbers are unique across lines, because they become part of keys. */
    private long nextNumber() {
        count++;
        return line == 0
                ? count
                : count == 1 ? line : -(line * NdjsonReader.LINE_CHARS_MAX + count);
    }

    /** Complete rows. */
    Deque<ImportRow> ready() {
        return ready;
    }

    /** Advances by one member or element; false at the end of the text. */
    boolean step() {
        Open inner = open;
        JsonToken token = parser.nextToken();
        if (inner == null) {
            return token != null && root(token);
        }
        if (token == JsonToken.END_ARRAY) {
            open = inner.outer;
        } else if (token == JsonToken.END_OBJECT) {
            open = inner.outer;
            end(inner);
        } else if (inner.array) {
            element(inner, token);
        } else {
            member(inner, parser.currentName(), parser.nextToken());
        }
        return true;
    }

    /** Releases the transactions that were complete when the text broke off. */
    void breakOff() {
        for (Open each = open; each != null; each = each.outer) {
            release(each);
        }
        open = null;
    }

    private boolean root(JsonToken token) {
        begun = true;
        if (token == JsonToken.START_ARRAY) {
            open = new Open(null, true, RecordRows.Kind.ANY, new FileRecord(0));
        } else if (token == JsonToken.START_OBJECT) {
            open = new Open(null, false, RecordRows.Kind.ANY, new FileRecord(nextNumber()));
        } else {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST, "file", "a JSON file holds objects or arrays of them");
        }
        return true;
    }

    private void element(Open array, JsonToken token) {
        long number = nextNumber();
        if (token == JsonToken.START_OBJECT) {
            open = new Open(array, false, array.kind, new FileRecord(number));
            return;
        }
        FileRecord record = new FileRecord(number);
        record.fault("row", "an element that is not an object");
        parser.skipChildren();
        emit(array, record);
    }

    private void member(Open object, String name, JsonToken value) {
        boolean root = object.outer == null;
        if (value == JsonToken.START_ARRAY) {
            RecordRows.@Nullable Kind kind = arrayKind(object, name, root);
            if (kind != null) {
                if (object.hasArrays && object.kind == RecordRows.Kind.ACCOUNT) {
                    object.record.fault(name, RowProblem.shown(name) + " occurs twice");
                }
                object.hasArrays = true;
                object.settled |= root && !rows.namesAccount(object.record);
                open = new Open(object, true, kind, object.record);
                return;
            }
        }
        if (object.settled && object.hasArrays && !root) {
            late(object, name);
            return;
        }
        if (root && object.settled) {
            parser.skipChildren();
            return;
        }
        if (root && name.equals("version") && value.isScalarValue()) {
            checkVersion(parser.getString());
        }
        FileRecord record = object.record;
        int before = record.raw().length();
        path.setLength(0);
        if (record.hasRoom()) {
            record.raw().append(before == 0 ? "" : ",");
            quote(record, name);
            record.raw().append(':');
        }
        value(record, path.append(name), value, 0);
    }

    private static void checkVersion(String version) {
        if (!version.equals("1")) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    "version",
                    "version " + RowProblem.shown(version) + " of the format is not known, only 1");
        }
    }

    private RecordRows.@Nullable Kind arrayKind(Open object, String name, boolean root) {
        if (!rows.own()) {
            return root && !rows.namesAccount(object.record) ? RecordRows.Kind.ANY : null;
        }
        return switch (name) {
            case "transactions" ->
                    object.kind == RecordRows.Kind.TRANSACTION ? null : RecordRows.Kind.TRANSACTION;
            case "accounts" -> root ? RecordRows.Kind.ACCOUNT : null;
            case "items" -> root ? RecordRows.Kind.ANY : null;
            default -> null;
        };
    }

    /** A member of an account after its row has been emitted. */
    private void late(Open account, String name) {
        parser.skipChildren();
        if (!rows.isColumn(name)) {
            return;
        }
        FileRecord record = new FileRecord(account.record.number());
        record.fault(
                name,
                RowProblem.shown(name)
                        + " of an account must come before its transactions when those are more than "
                        + WAITING_MAX);
        ready.add(rows.row(record, RecordRows.Kind.ACCOUNT));
    }

    /** Stores a member's value in the record, and its text while there is room. */
    private void value(FileRecord record, StringBuilder name, JsonToken token, int depth) {
        String key = name.toString();
        switch (token) {
            case VALUE_STRING -> {
                String text = parser.getString();
                if (record.hasRoom()) {
                    quote(record, text);
                }
                boolean alias = rows.own() && key.equals(ImportField.ALIASES.column());
                record.put(key, alias ? Aliases.join(List.of(text)) : text);
            }
            case VALUE_NULL -> {
                append(record, "null");
                record.put(key, "");
            }
            case START_OBJECT -> object(record, name, depth);
            case START_ARRAY -> array(record, key);
            default -> {
                String text = parser.getString();
                append(record, text);
                record.put(key, text);
            }
        }
    }

    private static void quote(FileRecord record, String text) {
        record.raw().append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, record.raw());
        record.raw().append('"');
    }

    private static void append(FileRecord record, String text) {
        if (record.hasRoom()) {
            record.raw().append(text);
        }
    }

    /** A nested object in a foreign file: mappings know its members as {@code outer.inner}. */
    private void object(FileRecord record, StringBuilder name, int depth) {
        if (rows.isColumn(name.toString())) {
            record.fault(name.toString(), "an object where a single value belongs");
        }
        append(record, "{");
        int length = name.length();
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String inner = parser.currentName();
            if (record.hasRoom()) {
                record.raw().append(first ? "" : ",");
                quote(record, inner);
                record.raw().append(':');
            }
            first = false;
            name.append('.').append(inner);
            value(record, name, parser.nextToken(), depth + 1);
            name.setLength(length);
        }
        append(record, "}");
        record.grow(length);
    }

    /** An array of texts is a list of aliases, joined as in a cell; other arrays are invalid. */
    private void array(FileRecord record, String name) {
        List<String> texts = new ArrayList<>();
        append(record, "[");
        boolean plain = true;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            plain &= token == JsonToken.VALUE_STRING;
            if (token.isStructStart()) {
                parser.skipChildren();
            } else if (texts.size() < ELEMENTS_MAX) {
                String text = parser.getString();
                record.grow(text.length());
                if (record.hasRoom()) {
                    record.raw().append(texts.isEmpty() ? "" : ",");
                    quote(record, text);
                    texts.add(text);
                }
            } else {
                plain = false;
            }
        }
        append(record, "]");
        boolean aliases = rows.own() && name.equals(ImportField.ALIASES.column());
        if (aliases && plain) {
            record.put(name, Aliases.join(texts));
        } else if (aliases || rows.isColumn(name)) {
            record.fault(name, "a list where a single value belongs");
        } else {
            record.put(name, "");
        }
    }

    private void end(Open object) {
        boolean group = object.hasArrays && !rows.isMoreThanNumber(object.record);
        boolean document = object.outer == null && object.record.members().containsKey("version");
        if (object.settled || group || document && !rows.namesAccount(object.record)) {
            release(object);
            return;
        }
        closeRaw(object.record);
        boolean nested = object.hasArrays || object.kind == RecordRows.Kind.ACCOUNT;
        RecordRows.Kind kind = nested ? RecordRows.Kind.ACCOUNT : object.kind;
        if (kind == RecordRows.Kind.ACCOUNT || object.outer == null) {
            ready.add(rows.row(object.record, kind));
            release(object);
        } else {
            emit(object.outer, object.record);
        }
    }

    private static void closeRaw(FileRecord record) {
        if (record.hasRoom()) {
            record.raw().insert(0, '{').append('}');
        }
    }

    /** A record of an array: waits with its account, or becomes a row at once. */
    private void emit(Open array, FileRecord record) {
        Open owner = array.outer;
        if (owner == null || owner.settled) {
            ready.add(rows.row(inherited(owner, record), array.kind));
            return;
        }
        owner.waiting.add(record);
        if (owner.waiting.size() == WAITING_MAX) {
            if (rows.isMoreThanNumber(owner.record)) {
                closeRaw(owner.record);
                ready.add(rows.row(owner.record, RecordRows.Kind.ACCOUNT));
            }
            release(owner);
        }
    }

    private void release(Open owner) {
        owner.settled = true;
        for (FileRecord record : owner.waiting) {
            ready.add(rows.row(inherited(owner, record), RecordRows.Kind.TRANSACTION));
        }
        owner.waiting.clear();
    }

    private static FileRecord inherited(@Nullable Open owner, FileRecord record) {
        record.inherit(
                owner == null
                        ? null
                        : owner.record.members().get(ImportField.ACCOUNT_NUM.column()));
        return record;
    }
}
