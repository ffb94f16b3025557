package org.davebank.exchange;

/** A whole file, or its mapping, cannot be used; a single bad row never throws this. */
public final class ImportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String field;

    public ImportException(String code, String field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    /** The contract's code, such as {@code malformed_request} or {@code too_large}. */
    public String code() {
        return code;
    }

    /** The faulty part: a target field, a mapping's setting, {@code file} or {@code header}. */
    public String field() {
        return field;
    }
}
