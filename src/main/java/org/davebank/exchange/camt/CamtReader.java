package org.davebank.exchange.camt;

import java.io.IOException;
import java.math.BigDecimal;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.davebank.base.Money;
import org.davebank.exchange.AccountRef;
import org.davebank.exchange.Codes;
import org.davebank.exchange.Decimal;
import org.davebank.exchange.FileFormat;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.Occurrences;
import org.davebank.exchange.RecordLimits;
import org.davebank.exchange.RowIdentity;
import org.davebank.exchange.RowProblem;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.mapping.RecordRows;
import org.davebank.exchange.xml.XmlSource;
import org.jspecify.annotations.Nullable;

/**
 * Rows of ISO 20022 statements, camt.053 in versions 2 to 13, and of related messages: one
 * transaction for each booked entry, read with a cursor. A row's line is the number of its entry in
 * the file.
 *
 * <p>An entry describes one change of the account, so it is one transaction, however many payments
 * it contains. The statement's balances come with its first and its last row, for checking. Damage
 * is handled as in the bank's own XML.
 */
public final class CamtReader extends RowReader {

    private static final int DEPTH_MAX = 32;
    private static final int NAME_CHARS_MAX = 64;

    /** Path element for anything outside the standard. */
    private static final String FOREIGN = "?";

    /** A row that waits until it is known whether it is its statement's last. */
    private static final class Held {
        final FileRecord record;
        final boolean ofAccount;
        final @Nullable BigDecimal opening;
        final ImportRow.@Nullable Entry entry;
        @Nullable BigDecimal balance;

        Held(
                FileRecord record,
                boolean ofAccount,
                @Nullable BigDecimal opening,
                ImportRow.@Nullable Entry entry) {
            this.record = record;
            this.ofAccount = ofAccount;
            this.opening = opening;
            this.entry = entry;
        }
    }

    private final XMLStreamReader xml;
    private final RecordRows rows;
    private final String namespace;
    private final String statementPath;
    private final String entryPath;
    private final String balancePath;
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
    private @Nullable BigDecimal previousClosing;
    private boolean first;
    private ImportRow.Statement statement = new ImportRow.Statement("");
    private RowIdentity identity = new RowIdentity(new Occurrences());
    private String openingDay = "";
    private String balanceDay = "";
    private String balanceType = "";
    private String balanceAmount = "";
    private String balanceDirection = "";
    private @Nullable CamtEntry entry;
    private @Nullable Held held;
    private @Nullable ImportRow ending;

    /**
     * The cursor must be at the root element; throws {@link ImportException} for any other root.
     */
    public CamtReader(
            ImportInput input, XMLStreamReader xml, RecordRows rows, @Nullable FileFormat asked)
            throws XMLStreamException {
        super(input);
        this.xml = xml;
        this.rows = rows.ofStatements();
        namespace = String.valueOf(xml.getNamespaceURI());
        if (!xml.getLocalName().equals("Document") || !isCamt(xml)) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    "file",
                    "the root element of camt.053 is Document in "
                            + CamtNames.NAMESPACE
                            + "02 to 13, not "
                            + RowProblem.shown(xml.getLocalName())
                            + " in "
                            + RowProblem.shown(namespace));
        }
        statementPath = CamtMessage.of(namespace, asked).path();
        entryPath = statementPath + "/Ntry";
        balancePath = statementPath + "/Bal";
        begin(xml.getLocalName());
    }

    /** Whether the root element belongs to a message about accounts. */
    public static boolean isCamt(XMLStreamReader xml) {
        return CamtMessage.isCamt(xml.getNamespaceURI());
    }

    @Override
    public @Nullable ImportRow advance() throws IOException {
        ImportRow end = ending;
        if (end != null) {
            ending = null;
            return end;
        }
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
            String within = path.substring(entryPath.length() + 1);
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
        String at = path.toString();
        if (at.equals(statementPath)) {
            beginStatement();
        } else if (at.equals(statementPath + "/Acct")) {
            accounts++;
        } else if (at.equals(entryPath)) {
            entry = new CamtEntry(++number);
            raw(entry, "<Ntry>");
        }
        // The balances, the account and the id: few and short texts.
        wanted = at.startsWith(statementPath + "/");
    }

    private void beginStatement() {
        statements = true;
        statementId = "";
        account = "";
        currency = "";
        accounts = 0;
        opening = null;
        closing = null;
        previousClosing = null;
        openingDay = "";
        first = true;
        statement = new ImportRow.Statement("");
        identity = new RowIdentity(new Occurrences());
    }

    private void characters() {
        // Other text is still part of the original row of a reject.
        int most = wanted ? RecordLimits.FIELD_CHARS_MAX + 1 : ImportRow.RAW_CHARS_MAX;
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
        String value = text.toString();
        ImportRow row = null;
        CamtEntry open = entry;
        if (open != null) {
            if (wanted) {
                open.take(at.substring(entryPath.length() + 1), value);
            }
            if (wanted || !value.isBlank()) {
                raw(open, value.replace("&", "&amp;").replace("<", "&lt;"));
            }
            raw(open, "</" + at.substring(at.lastIndexOf('/') + 1) + ">");
            if (at.equals(entryPath)) {
                entry = null;
                row = endEntry(open);
            }
        } else if (at.equals(statementPath)) {
            row = endStatement();
        } else if (at.equals(balancePath)) {
            endBalance();
        } else if (wanted) {
            take(at.substring(statementPath.length() + 1), value.strip());
        }
        wanted = false;
        text.setLength(0);
        path.setLength(lengths[--depth]);
        return row;
    }

    /** Takes a text of the statement itself. */
    private void take(String at, String value) {
        switch (at) {
            case "Id" -> {
                statementId = value;
                statement = new ImportRow.Statement(value);
            }
            case "Acct/Id/IBAN" -> account = value;
            case "Acct/Id/Othr/Id" -> account = account.isEmpty() ? value : account;
            case "Acct/Ccy" -> currency = value;
            case "Bal/Tp/CdOrPrtry/Cd" -> balanceType = value;
            case "Bal/Amt" -> balanceAmount = value;
            case "Bal/CdtDbtInd" -> balanceDirection = value;
            case "Bal/Dt/Dt", "Bal/Dt/DtTm" -> balanceDay = value;
            default -> {}
        }
    }

    private void endBalance() {
        Decimal amount = Decimal.parse(balanceAmount, '.', false).value();
        if (amount != null) {
            boolean below = balanceDirection.equals(CamtNames.DEBIT);
            BigDecimal balance = below ? amount.value().negate() : amount.value();
            switch (balanceType) {
                case CamtNames.OPENING -> {
                    opening = balance;
                    openingDay = balanceDay;
                }
                case CamtNames.PREVIOUS_CLOSING -> previousClosing = balance;
                case CamtNames.CLOSING -> closing = balance;
                default -> {}
            }
        }
        balanceType = "";
        balanceAmount = "";
        balanceDirection = "";
        balanceDay = "";
    }

    /** The balance before the first entry, if the statement states it. */
    private @Nullable BigDecimal opening() {
        return opening == null ? previousClosing : opening;
    }

    private @Nullable ImportRow endEntry(CamtEntry open) {
        String fault =
                accounts > 1 ? "a statement of " + accounts + " accounts; it is of one" : null;
        CamtEntry.Statement of = new CamtEntry.Statement(statementId, account, currency, fault);
        ImportRow reject = open.rejection(of);
        if (reject != null) {
            return reject;
        }
        boolean ofAccount = open.fill(of, identity);
        if (open.isPending()) {
            // It is not part of any balance.
            return rows.row(open.record(), RecordRows.Kind.TRANSACTION);
        }
        Decimal effect = open.effect();
        ImportRow.Entry stated = effect == null ? null : new ImportRow.Entry(statement, effect);
        Held next =
                new Held(open.record(), ofAccount, first && ofAccount ? opening() : null, stated);
        if (next.opening != null && effect != null) {
            next.balance = next.opening.add(effect.value());
        }
        first &= !ofAccount;
        ImportRow before = release();
        held = next;
        return before;
    }

    private @Nullable ImportRow endStatement() {
        Held last = held;
        if (last != null && last.ofAccount && closing != null) {
            last.balance = closing;
        }
        ImportRow before = release();
        ImportRow end = end(statement);
        if (before == null) {
            return end;
        }
        ending = end;
        return before;
    }

    /** Null where the statement's account is unknown. */
    private @Nullable ImportRow end(ImportRow.Statement ended) {
        AccountRef whose = AccountRef.of(account);
        if (whose == null || accounts > 1) {
            return null;
        }
        return new ImportRow.StatementEnd(
                first ? number + 1 : number,
                ended,
                whose,
                Money.isCurrency(currency) ? currency : null,
                plain(opening()),
                plain(closing),
                CamtEntry.dayMs(openingDay),
                !first);
    }

    private @Nullable ImportRow release() {
        Held last = held;
        held = null;
        if (last == null) {
            return null;
        }
        ImportRow row = rows.row(last.record, RecordRows.Kind.TRANSACTION);
        return row instanceof ImportRow.TransactionRow transaction
                ? transaction.within(plain(last.opening), plain(last.balance), last.entry)
                : row;
    }

    /** Null also for a balance with too many digits, which can only be wrong. */
    private static @Nullable Decimal plain(@Nullable BigDecimal balance) {
        return balance == null ? null : Decimal.parse(balance.toPlainString(), '.', false).value();
    }
}
