package org.davebank.exchange;

import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the bank's own XML, {@code davebank} in {@code urn:davebank:1}: {@code account} and {@code
 * transaction} elements, within {@code accounts} and {@code transactions} or without, and an
 * account's {@code transactions} at its end. A cursor runs over the file; each record is bound by
 * itself. A row's line is its number among the records of the file.
 *
 * <p>Where the text is no XML any more the rows before it stand, and all the rest is one reject;
 * when nothing stood before, the file as a whole is refused.
 */
final class XmlReader extends RowReader {

    private static final int HEAD_BYTES = 256;
    private static final int DEPTH_MAX = 8;
    private static final Pattern ENCODING =
            Pattern.compile("<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

    private final ImportInput input;
    private final RecordRows rows;
    private final XmlRecordStream stream;
    private final Unmarshaller binder;
    private @Nullable String owner;
    private int ownerDepth;
    private int depth;
    private long number;
    private boolean any;
    private boolean ended;

    private XmlReader(ImportInput input, @Nullable Charset encoding, RecordRows rows)
            throws IOException, XMLStreamException, JAXBException {
        this.input = input;
        this.rows = rows;
        XMLStreamReader xml =
                factory().createXMLStreamReader(new XmlGuard(new TextDecoder(input, encoding)));
        stream = new XmlRecordStream(xml);
        binder = XmlNames.context().createUnmarshaller();
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("entities are refused");
        });
        return factory;
    }

    /** Reads the first row; throws {@link ImportException} when there can be none. */
    static ImportReader open(ImportInput input, ImportMapping mapping, RecordRows rows)
            throws IOException {
        if (!mapping.isOwn()) {
            throw new ImportException(
                    Codes.NOT_IMPLEMENTED,
                    "file",
                    "a mapping reads CSV and JSON; XML has to be in " + XmlNames.NAMESPACE);
        }
        Charset encoding = mapping.encoding();
        try {
            XmlReader reader =
                    new XmlReader(input, encoding == null ? declared(input) : encoding, rows);
            reader.root();
            reader.begin();
            return reader;
        } catch (XMLStreamException e) {
            IOException cause = streamFailure(e);
            if (cause != null) {
                throw cause;
            }
            throw new ImportException(Codes.MALFORMED_REQUEST, "file", sentence(e));
        } catch (JAXBException e) {
            throw new IllegalStateException("the binder is our own", e);
        }
    }

    /** What the file says about its encoding; its mark and its zeros come first. */
    private static @Nullable Charset declared(ImportInput input) throws IOException {
        String head = new String(input.peek(HEAD_BYTES), StandardCharsets.ISO_8859_1);
        Matcher matcher = ENCODING.matcher(head);
        boolean marked = head.startsWith("\u00ef\u00bb\u00bf");
        if (marked
                || !matcher.find()
                || matcher.group(1).toUpperCase(Locale.ROOT).startsWith("UTF-")) {
            return null;
        }
        try {
            return Charset.forName(matcher.group(1));
        } catch (IllegalArgumentException e) {
            throw new ImportException(
                    Codes.MALFORMED_REQUEST,
                    "encoding",
                    RowProblem.shown(matcher.group(1)) + " is no known encoding");
        }
    }

    private void root() throws XMLStreamException {
        while (stream.next() != XMLStreamConstants.START_ELEMENT) {
            refuseDtd();
        }
        String name = stream.getLocalName();
        String namespace = String.valueOf(stream.getNamespaceURI());
        if (namespace.contains(":camt.053.")) {
            throw new ImportException(
                    Codes.NOT_IMPLEMENTED, "file", "camt.053 statements cannot be imported yet");
        }
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
        depth = 1;
        stream.next();
    }

    private void refuseDtd() throws XMLStreamException {
        if (stream.getEventType() == XMLStreamConstants.DTD) {
            throw new XMLStreamException("document types (DTD) are refused", stream.getLocation());
        }
    }

    @Override
    @Nullable ImportRow advance() throws IOException {
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
            return fault(e);
        }
    }

    /** Deals with the event that the stream stands on and moves beyond it. */
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
                depth++;
                if (depth > DEPTH_MAX) {
                    throw new XMLStreamException("elements are too deep", stream.getLocation());
                }
                if (depth == ownerDepth + 1 && ownerDepth > 0 && !name.equals("transactions")) {
                    stream.next();
                    String what = RowProblem.shown(name) + " stands behind the transactions";
                    return RecordRows.reject(number, "", name, what + " of its account");
                }
            }
            case XMLStreamConstants.END_ELEMENT -> {
                depth--;
                if (stream.getLocalName().equals(XmlNames.ACCOUNT)) {
                    owner = null;
                    ownerDepth = 0;
                }
            }
            case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("entities are refused", stream.getLocation());
            default -> refuseDtd();
        }
        stream.next();
        return null;
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

    private ImportRow fault(Exception e) throws IOException {
        IOException cause = streamFailure(e);
        if (cause != null) {
            throw cause;
        }
        ended = true;
        if (!any) {
            throw new ImportException(Codes.MALFORMED_REQUEST, "file", sentence(e));
        }
        return RecordRows.reject(
                Math.max(1, number),
                "",
                "file",
                sentence(e) + "; nothing behind this could be read");
    }

    /** The failure of the stream below, as opposed to a file that is no sound XML. */
    private static @Nullable IOException streamFailure(Throwable e) {
        for (Throwable each = e; each != null; each = below(each)) {
            if (each instanceof ImportException refused) {
                throw refused;
            }
            if (each instanceof DamagedInputException) {
                return null;
            }
            if (each instanceof IOException io) {
                return io;
            }
        }
        return null;
    }

    private static @Nullable Throwable below(Throwable e) {
        return switch (e) {
            case XMLStreamException xml when xml.getNestedException() != null ->
                    xml.getNestedException();
            case JAXBException bind when bind.getLinkedException() != null ->
                    bind.getLinkedException();
            default -> e.getCause();
        };
    }

    private static String sentence(Throwable e) {
        Throwable last = e;
        for (Throwable each = e; each != null; each = below(each)) {
            last = each;
            if (each instanceof DamagedInputException cut) {
                return String.valueOf(cut.getMessage());
            }
            if (each instanceof XMLStreamException) {
                break;
            }
        }
        String told = String.valueOf(last.getMessage());
        int message = told.indexOf("Message: ");
        String where = "";
        if (last instanceof XMLStreamException xml && xml.getLocation() != null) {
            where =
                    " in line "
                            + xml.getLocation().getLineNumber()
                            + ", column "
                            + xml.getLocation().getColumnNumber();
        }
        String what =
                (message < 0 ? told : told.substring(message + 9)).lines().findFirst().orElse("");
        return "no sound XML"
                + where
                + ": "
                + (what.length() <= 200 ? what : what.substring(0, 199) + "…");
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
        return rows.ignoredColumns();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
