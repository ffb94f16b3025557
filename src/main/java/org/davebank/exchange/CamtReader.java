package org.davebank.exchange;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Rows of statements of ISO 20022, camt.053 in its versions 2 to 8: a transaction for each booked
 * entry, read with a cursor. A row's line is the number of its entry in the file.
 *
 * <p>An entry is what the account was changed by, so it is one transaction, however many payments it
 * gathers. The statement's balances are told with its first and its last row, to be checked. Damage
 * is treated as in the bank's own XML.
 */
final class CamtReader extends RowReader {

    private static final String STATEMENT = "/Document/BkToCstmrStmt/Stmt";
    private static final String ENTRY = STATEMENT + "/Ntry";
    private static final String BALANCE = STATEMENT + "/Bal";
    private static final int DEPTH_MAX = 32;
    private static final int NAME_CHARS_MAX = 64;

    /** Stands in a path for what is not of the standard. */
    private static final String FOREIGN = "?";

    /** A row that waits until it is known whether it is its statement's last. */
    private static final class Held {
        final FileRecord record;
        final boolean ofAccount;
        final @Nullable BigDecimal opening;
        @Nullable BigDecimal balance;

        Held(FileRecord record, boolean ofAccount, @Nullable BigDecimal opening) {
            this.record = record;
            this.ofAccount = ofAccount;
            this.opening = opening;
        }
    }

    private final ImportInput input;
    private final XMLStreamReader xml;
    private final RecordRows rows;
    private final String namespace;
    private final StringBuilder path = new StringBuilder();
    private final int[] lengths = new int[DEPTH_MAX];
    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean wanted;
    private long number;
    private boolean any;
    private boolean statements;
    private boolean ended;
    private @Nullable XMLStreamException broken;

    private String statementId = "";
    private String account = "";
    private String currency = "";
    private int accounts;
    private @Nullable BigDecimal opening;
    private @Nullable BigDecimal closing;
    private boolean first;
    private String balanceType = "";
    private String balanceAmount = "";
    private String balanceDirection = "";
    private @Nullable CamtEntry entry;
    private @Nullable Held held;

    /** The cursor stands on the root element; throws {@link ImportException} when it is another's. */
    CamtReader(ImportInput input, XMLStreamReader xml, RecordRows rows) throws XMLStreamException {
        this.input = input;
        this.xml = xml;
        this.rows = rows.ofStatements();
        namespace = String.valueOf(xml.getNamespaceURI());
        if (!xml.getLocalName().equals("Document") || !isCamt(xml)) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    "file",
                    "the root element of camt.053 is Document in "
                            + CamtNames.NAMESPACE
                            + "02 to 08, not "
                            + RowProblem.shown(xml.getLocalName())
                            + " in "
                            + RowProblem.shown(namespace));
        }
        int version = version(namespace.substring(CamtNames.NAMESPACE.length()));
        if (version < CamtNames.VERSION_MIN || version > CamtNames.VERSION_MAX) {
            throw new ImportException(
                    Codes.NOT_IMPLEMENTED,
                    "file",
                    "of camt.053 the versions 02 to 08 can be read, not "
                            + RowProblem.shown(namespace.substring(CamtNames.NAMESPACE.length())));
        }
        begin(xml.getLocalName());
    }

    /** Whether the root element is of some version of camt.053. */
    static boolean isCamt(XMLStreamReader xml) {
        return String.valueOf(xml.getNamespaceURI()).startsWith(CamtNames.NAMESPACE);
    }

    private static int version(String digits) {
        boolean two = digits.length() == 2 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return two ? Integer.parseInt(digits) : 0;
    }

    @Override
    @Nullable ImportRow advance() throws IOException {
        XMLStreamException fault = broken;
        if (fault != null && !ended) {
            ended = true;
            return XmlSource.rest(fault, any, xml.getLocation());
        }
        try {
            while (!ended && xml.hasNext()) {
                ImportRow row = step(xml.next());
                if (row != null) {
                    any = true;
                    return row;
                }
            }
        } catch (XMLStreamException e) {
            broken = e;
            ImportRow row = release();
            any |= row != null;
            return row == null ? advance() : row;
        }
        ended = true;
        if (!statements && !any) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST, "file", "a camt.053 document without a statement");
        }
        return null;
    }

    private @Nullable ImportRow step(int event) throws XMLStreamException {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                boolean known = namespace.equals(xml.getNamespaceURI());
                String name = known ? xml.getLocalName() : FOREIGN;
                begin(name.length() <= NAME_CHARS_MAX ? name : FOREIGN);
            }
            case XMLStreamConstants.CHARACTERS,
                    XMLStreamConstants.CDATA,
                    XMLStreamConstants.SPACE ->
                    characters();
            case XMLStreamConstants.END_ELEMENT -> {
                return end();
            }
            default -> XmlSource.refuseDtd(xml);
        }
        return null;
    }

    private void begin(String name) throws XMLStreamException {
        if (depth == DEPTH_MAX) {
            throw new XMLStreamException("elements are too deep", xml.getLocation());
        }
        lengths[depth++] = path.length();
        path.append('/').append(name);
        text.setLength(0);
        CamtEntry open = entry;
        if (open != null) {
            String within = path.substring(ENTRY.length() + 1);
            wanted = CamtEntry.isKept(within);
            String code = xml.getAttributeValue(null, "Ccy");
            raw(open, "<" + name + (code == null ? "" : " Ccy=\"" + code + "\"") + ">");
            if (within.equals(CamtEntry.DETAIL)) {
                open.detail();
            } else if (within.equals("Amt")) {
                open.currency(code);
            }
            return;
        }
        switch (path.toString()) {
            case STATEMENT -> beginStatement();
            case STATEMENT + "/Acct" -> accounts++;
            case ENTRY -> {
                entry = new CamtEntry(++number);
                raw(entry, "<Ntry>");
            }
            default -> {}
        }
        // The balances, the account and the id: short texts, of which there are few.
        wanted = path.indexOf(STATEMENT + "/") == 0;
    }

    private void beginStatement() {
        statements = true;
        statementId = "";
        account = "";
        currency = "";
        accounts = 0;
        opening = null;
        closing = null;
        first = true;
    }

    private void characters() {
        // What is not wanted still stands in the original row of a reject.
        int most = wanted ? CsvRecords.FIELD_CHARS_MAX + 1 : ImportRow.RAW_CHARS_MAX;
        int count = Math.min(xml.getTextLength(), most - text.length());
        if ((wanted || entry != null) && count > 0) {
            text.append(xml.getTextCharacters(), xml.getTextStart(), count);
        }
    }

    private static void raw(CamtEntry entry, String piece) {
        StringBuilder raw = entry.record().raw();
        int room = ImportRow.RAW_CHARS_MAX - raw.length();
        raw.append(piece, 0, Math.min(piece.length(), Math.max(0, room)));
    }

    private @Nullable ImportRow end() {
        String at = path.toString();
        String told = text.toString();
        ImportRow row = null;
        CamtEntry open = entry;
        if (open != null) {
            if (wanted) {
                open.take(at.substring(ENTRY.length() + 1), told);
            }
            if (wanted || !told.isBlank()) {
                raw(open, told.replace("&", "&amp;").replace("<", "&lt;"));
            }
            raw(open, "</" + at.substring(at.lastIndexOf('/') + 1) + ">");
            if (at.equals(ENTRY)) {
                entry = null;
                row = endEntry(open);
            }
        } else if (at.equals(STATEMENT)) {
            row = endStatement();
        } else if (at.equals(BALANCE)) {
            endBalance();
        } else if (wanted) {
            take(at.substring(STATEMENT.length() + 1), told.strip());
        }
        wanted = false;
        text.setLength(0);
        path.setLength(lengths[--depth]);
        return row;
    }

    /** What the statement says about itself. */
    private void take(String at, String told) {
        switch (at) {
            case "Id" -> statementId = told;
            case "Acct/Id/IBAN" -> account = told;
            case "Acct/Id/Othr/Id" -> account = account.isEmpty() ? told : account;
            case "Acct/Ccy" -> currency = told;
            case "Bal/Tp/CdOrPrtry/Cd" -> balanceType = told;
            case "Bal/Amt" -> balanceAmount = told;
            case "Bal/CdtDbtInd" -> balanceDirection = told;
            default -> {}
        }
    }

    private void endBalance() {
        Decimal amount = Decimal.parse(balanceAmount, '.', false).value();
        if (amount != null) {
            boolean below = balanceDirection.equals(CamtNames.DEBIT);
            BigDecimal balance = below ? amount.value().negate() : amount.value();
            switch (balanceType) {
                case CamtNames.OPENING -> opening = balance;
                case CamtNames.CLOSING -> closing = balance;
                default -> {}
            }
        }
        balanceType = "";
        balanceAmount = "";
        balanceDirection = "";
    }

    private @Nullable ImportRow endEntry(CamtEntry open) {
        String fault =
                accounts > 1 ? "a statement of " + accounts + " accounts; it is of one" : null;
        CamtEntry.Statement statement =
                new CamtEntry.Statement(statementId, account, currency, fault);
        ImportRow reject = open.rejection(statement);
        if (reject != null) {
            return reject;
        }
        boolean ofAccount = open.fill(statement);
        Held next = new Held(open.record(), ofAccount, first && ofAccount ? opening : null);
        Decimal effect = open.effect();
        if (next.opening != null && effect != null) {
            next.balance = next.opening.add(effect.value());
        }
        first = false;
        ImportRow before = release();
        held = next;
        return before;
    }

    private @Nullable ImportRow endStatement() {
        Held last = held;
        if (last != null && last.ofAccount && closing != null) {
            last.balance = closing;
        }
        return release();
    }

    private @Nullable ImportRow release() {
        Held last = held;
        held = null;
        if (last == null) {
            return null;
        }
        ImportRow row = rows.row(last.record, RecordRows.Kind.TRANSACTION);
        return row instanceof ImportRow.TransactionRow transaction
                ? transaction.within(plain(last.opening), plain(last.balance))
                : row;
    }

    /** Null also beyond the digits of a balance, which can only be wrong then. */
    private static @Nullable Decimal plain(@Nullable BigDecimal balance) {
        return balance == null ? null : Decimal.parse(balance.toPlainString(), '.', false).value();
    }

    @Override
    boolean isEmpty() {
        return false;
    }

    @Override
    public long bytesRead() {
        return input.rawBytes();
    }

    @Override
    public List<String> ignoredColumns() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
