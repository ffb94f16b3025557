package org.davebank.exchange;

/**
 * Why a row is rejected. It has no stack trace, because a file may consist of nothing but bad rows.
 */
public final class RowProblem extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARS_MAX = 40;

    public final String code;
    public final String field;

    public RowProblem(String code, String field, String message) {
        super(message, null, false, false);
        this.code = code;
        this.field = field;
    }

    /** The value for use in a message: short, on one line, in quotes. */
    public static String shown(String value) {
        StringBuilder text = new StringBuilder("\"");
        int end = Math.min(value.length(), SHOWN_CHARS_MAX);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            text.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return text.append(end < value.length() ? "…\"" : "\"").toString();
    }
}
