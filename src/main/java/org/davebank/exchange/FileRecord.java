package org.davebank.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of a JSON or XML file while it is read: its members by name, its text for display, and
 * its first problem. Its memory is bounded, however large the record is.
 */
public final class FileRecord {

    /** Replaces a character that XML forbids: a non-character, which no text contains. */
    public static final char NO_TEXT = '\ufdd0';

    private final long number;
    private final Map<String, String> members = new LinkedHashMap<>();
    private final StringBuilder raw = new StringBuilder(256);
    private @Nullable RowProblem problem;
    private int chars;

    /**
     * @param number the record's position in its file, from 1
     */
    public FileRecord(long number) {
        this.number = number;
    }

    public long number() {
        return number;
    }

    public Map<String, String> members() {
        return members;
    }

    /** Readers append the record's text here while {@link #hasRoom}. */
    public StringBuilder raw() {
        return raw;
    }

    /** False once the record is too long: the rest is not needed. */
    public boolean hasRoom() {
        return chars <= RecordLimits.RECORD_CHARS_MAX;
    }

    public @Nullable RowProblem problem() {
        return problem;
    }

    /** Records a problem; only the first one of a record is reported. */
    public void fault(String field, String message) {
        if (problem == null) {
            problem = new RowProblem(Codes.MALFORMED_REQUEST, field, message);
        }
    }

    /** Adds to the record's length, whether or not its text is kept. */
    public void grow(int count) {
        chars += count;
        if (!hasRoom()) {
            chars = RecordLimits.RECORD_CHARS_MAX + 1;
            fault("row", "a row of more than " + RecordLimits.RECORD_CHARS_MAX + " characters");
        }
    }

    /** Adds a member; a duplicate name invalidates the record. */
    public void put(String name, String value) {
        grow(name.length() + value.length());
        if (value.length() > RecordLimits.FIELD_CHARS_MAX) {
            fault(name, "a field of more than " + RecordLimits.FIELD_CHARS_MAX + " characters");
            return;
        }
        if (members.size() == RecordLimits.COLUMNS_MAX) {
            fault("row", "more than " + RecordLimits.COLUMNS_MAX + " columns");
        } else if (members.putIfAbsent(name, value) != null) {
            fault(name, RowProblem.shown(name) + " occurs twice");
        }
        if (!isText(value)) {
            fault(name, "bytes that are no text in this encoding");
        }
    }

    /**
     * Sets the account that contains the transaction; naming another one invalidates the record.
     */
    public void inherit(@Nullable String account) {
        if (account != null) {
            String name = ImportField.ACCOUNT_NUM.column();
            String own = members.putIfAbsent(name, account);
            if (own != null && !own.strip().equals(account.strip())) {
                fault(name, "not the account that contains it");
            }
        }
    }

    private static boolean isText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' ? c == 0 : c >= 0xd800 && !isSound(value, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSound(String value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
        }
        return c < '\ufffe' && c != NO_TEXT;
    }
}
