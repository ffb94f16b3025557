package org.davebank.exchange.camt;

import org.davebank.exchange.Codes;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.RowProblem;
import org.jspecify.annotations.Nullable;

/** The ISO 20022 messages with which banks report an account's entries. */
enum CamtMessage {
    /** Intraday report: its entries are not final. */
    REPORT("052", "BkToCstmrAcctRpt", "Rpt"),

    STATEMENT("053", "BkToCstmrStmt", "Stmt"),

    /** Single booked entries, without balances. */
    NOTIFICATION("054", "BkToCstmrDbtCdtNtfctn", "Ntfctn");

    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.";
    private static final String READABLE =
            "; what can be read is camt.053 and camt.054 of the versions 02 to 13, and camt.052 when"
                    + " \"format\": \"camt052\" asks for it";

    private final String number;
    private final String element;
    private final String part;

    CamtMessage(String number, String element, String part) {
        this.number = number;
        this.element = element;
        this.part = part;
    }

    /** The path of the element that describes one account. */
    String path() {
        return "/Document/" + element + "/" + part;
    }

    private String namespace() {
        return NAMESPACE + number + ".001.";
    }

    /** Whether the namespace belongs to one of these messages, in any version. */
    static boolean isCamt(@Nullable String namespace) {
        return namespace != null && namespace.startsWith(NAMESPACE);
    }

    /**
     * The message of the namespace.
     *
     * @param asked the requested format; null for any
     * @throws ImportException when it is another message, an unsupported version, or a message that
     *     needs an explicit request
     */
    static CamtMessage of(String namespace, @Nullable FileFormat asked) {
        for (CamtMessage each : values()) {
            if (namespace.startsWith(each.namespace())) {
                each.check(namespace.substring(each.namespace().length()), asked);
                return each;
            }
        }
        throw refused(Codes.NOT_IMPLEMENTED, RowProblem.shown(namespace) + " cannot be read");
    }

    private void check(String version, @Nullable FileFormat asked) {
        boolean two = version.length() == 2 && version.chars().allMatch(c -> c >= '0' && c <= '9');
        int known = two ? Integer.parseInt(version) : 0;
        if (known < CamtNames.VERSION_MIN || known > CamtNames.VERSION_MAX) {
            throw refused(
                    Codes.NOT_IMPLEMENTED,
                    "camt."
                            + number
                            + " of version "
                            + RowProblem.shown(version)
                            + " cannot be read");
        }
        FileFormat own =
                switch (this) {
                    case REPORT -> FileFormat.CAMT052;
                    case STATEMENT -> FileFormat.CAMT053;
                    case NOTIFICATION -> FileFormat.CAMT054;
                };
        boolean any = asked == null || asked == FileFormat.XML;
        if (this == REPORT && any) {
            throw refused(
                    Codes.NOT_IMPLEMENTED,
                    "camt.052 is a report of the running day, whose entries are not booked finally");
        }
        if (!any && asked != own) {
            throw refused(Codes.MALFORMED_REQUEST, "this is a camt." + number);
        }
    }

    private static ImportException refused(String code, String message) {
        return new ImportException(code, "file", message + READABLE);
    }
}
