package org.davebank.exchange.xml;

import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.IOException;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.davebank.exchange.Codes;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowProblem;
import org.davebank.exchange.RowReader;
import org.davebank.exchange.mapping.ImportMapping;
import org.davebank.exchange.mapping.RecordRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the bank's own XML, {@code davebank} in {@code urn:davebank:1}: {@code account} and
 * {@code transaction} elements, inside {@code accounts} and {@code transactions} or not, and an
 * account's {@code transactions} at its end. A cursor runs over the file; each record is bound
 * separately. A row's line is its number among the records of the file.
 *
 * <p>Where the text stops being well-formed XML, the rows before it count and all the rest is one
 * reject; without rows before it, the whole file is refused.
 */
public final class XmlReader extends RowReader {

    private static final int DEPTH_MAX = 8;
    private static final int UNKNOWN_DEPTH_MAX = 64;
    private static final int FIELD_CHARS_MAX = 64;

    private final RecordRows rows;
    private final XmlRecordStream stream;
    private final Unmarshaller binder;
    private @Nullable String owner;
    private int ownerDepth;
    private int depth;
    private long number;
    private boolean any;
    private boolean ended;

    /**
     * The cursor must be at the root element; throws {@link ImportException} for any other root.
     */
    public XmlReader(ImportInput input, XMLStreamReader xml, RecordRows rows)
            throws XMLStreamException, JAXBException {
        super(input);
        this.rows = rows;
        stream = new XmlRecordStream(xml);
        binder = XmlNames.context().createUnmarshaller();
        checkRoot();
        depth = 1;
        stream.next();
    }

    /**
     * Refuses a mapping of columns, which XML does not have.
     *
     * @throws ImportException when the mapping names fields
     */
    public static void refuseColumns(ImportMapping mapping) {
        if (!mapping.isOwn()) {
            throw new ImportException(
                    Codes.NOT_IMPLEMENTED,
                    "file",
                    "a mapping reads CSV and JSON; XML has to be in "
                            + XmlNames.NAMESPACE
                            + " or a camt.053 statement");
        }
    }

    private void checkRoot() {
        String name = stream.getLocalName();
        String namespace = String.valueOf(stream.getNamespaceURI());
        if (!name.equals(XmlNames.ROOT) || !namespace.equals(XmlNames.NAMESPACE)) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    "file",
                    "the root element has to be davebank in the namespace "
                            + XmlNames.NAMESPACE
                            + ", not "
                            + RowProblem.shown(name)
                            + " in "
                            + RowProblem.shown(namespace));
        }
        String version = stream.getAttributeValue(null, "version");
        if (version != null && !version.equals("1")) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    "version",
                    "version " + RowProblem.shown(version) + " of the format is not known, only 1");
        }
    }

    @Override
    public @Nullable ImportRow advance() throws IOException {
        if (ended) {
            return null;
        }
        try {
            while (stream.getEventType() != XMLStreamConstants.END_DOCUMENT) {
                ImportRow row = step();
                if (row != null) {
                    any = true;
                    return row;
                }
            }
            ended = true;
            return null;
        } catch (XMLStreamException | JAXBException e) {
            ended = true;
            return XmlSource.rest(e, any, stream.getLocation());
        }
    }

    /** Processes the current event of the stream and advances beyond it. */
    private @Nullable ImportRow step() throws XMLStreamException, JAXBException {
        switch (stream.getEventType()) {
            case XMLStreamConstants.START_ELEMENT -> {
                String name = stream.getLocalName();
                boolean ours = XmlNames.NAMESPACE.equals(stream.getNamespaceURI());
                if (ours && name.equals(XmlNames.ACCOUNT)) {
                    return account();
                }
                if (ours && name.equals(XmlNames.TRANSACTION)) {
                    return transaction();
                }
                boolean list = name.equals(XmlNames.TRANSACTIONS) || name.equals(XmlNames.ACCOUNTS);
                boolean behind = depth == ownerDepth && !name.equals(XmlNames.TRANSACTIONS);
                if (!ours || !list || behind) {
                    return unknown(name, ours, behind);
                }
                depth++;
                if (depth > DEPTH_MAX) {
                    throw tooDeep();
                }
            }
            case XMLStreamConstants.END_ELEMENT -> {
                if (depth == ownerDepth) {
                    owner = null;
                    ownerDepth = 0;
                }
                depth--;
            }
            default -> XmlSource.refuseDtd(stream);
        }
        stream.next();
        return null;
    }

    /** An unknown element in place of a record: with its whole content, it is one reject. */
    private ImportRow unknown(String name, boolean ours, boolean behind) throws XMLStreamException {
        String namespace = String.valueOf(stream.getNamespaceURI());
        FileRecord record = new FileRecord(++number);
        depth++;
        stream.beginWhole(record);
        int inner = 1;
        while (inner > 0) {
            switch (stream.next()) {
                case XMLStreamConstants.START_ELEMENT -> inner++;
                case XMLStreamConstants.END_ELEMENT -> inner--;
                default -> {}
            }
            if (inner > UNKNOWN_DEPTH_MAX) {
                throw tooDeep();
            }
        }
        stream.release();
        String what;
        if (behind) {
            what = " comes after the transactions of its account";
        } else if (ours) {
            what = " is not an account or a transaction, nor a list of them";
        } else {
            what =
                    namespace.equals("null")
                            ? " is in no namespace, not in " + XmlNames.NAMESPACE
                            : " is in the namespace "
                                    + RowProblem.shown(namespace)
                                    + ", not in "
                                    + XmlNames.NAMESPACE;
        }
        String field = name.length() <= FIELD_CHARS_MAX ? name : "row";
        return RecordRows.reject(
                record.number(), record.raw().toString(), field, RowProblem.shown(name) + what);
    }

    private XMLStreamException tooDeep() {
        return new XMLStreamException("elements are too deep", stream.getLocation());
    }

    private @Nullable ImportRow account() throws XMLStreamException, JAXBException {
        FileRecord record = new FileRecord(++number);
        depth++;
        stream.begin(record);
        XmlAccount bound = binder.unmarshal(stream, XmlAccount.class).getValue();
        bound.give(record);
        boolean group = false;
        if (stream.isCut()) {
            owner = bound.accountNum;
            ownerDepth = depth;
            group = !rows.isMoreThanNumber(record);
        }
        stream.release();
        return group ? null : rows.row(record, RecordRows.Kind.ACCOUNT);
    }

    private ImportRow transaction() throws XMLStreamException, JAXBException {
        FileRecord record = new FileRecord(++number);
        depth++;
        stream.begin(record);
        binder.unmarshal(stream, XmlTransaction.class).getValue().give(record);
        stream.release();
        record.inherit(owner);
        return rows.row(record, RecordRows.Kind.TRANSACTION);
    }

    @Override
    public List<String> ignoredColumns() {
        return rows.ignoredColumns();
    }
}
