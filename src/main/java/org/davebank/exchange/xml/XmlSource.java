package org.davebank.exchange.xml;

import jakarta.xml.bind.JAXBException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.davebank.exchange.Codes;
import org.davebank.exchange.DamagedInputException;
import org.davebank.exchange.ImportException;
import org.davebank.exchange.ImportInput;
import org.davebank.exchange.ImportRow;
import org.davebank.exchange.RowProblem;
import org.davebank.exchange.TextDecoder;
import org.davebank.exchange.mapping.RecordRows;
import org.jspecify.annotations.Nullable;

/** Opens a cursor over untrusted XML, and describes its faults. */
public final class XmlSource {

    private static final int HEAD_BYTES = 256;
    private static final Pattern ENCODING =
            Pattern.compile("<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

    private XmlSource() {}

    /**
     * A cursor at the root element.
     *
     * @param encoding null means: as the file declares, or as detected from its bytes
     */
    public static XMLStreamReader open(ImportInput input, @Nullable Charset encoding)
            throws IOException, XMLStreamException {
        Charset charset = encoding == null ? declared(input) : encoding;
        XMLStreamReader xml =
                factory().createXMLStreamReader(new XmlGuard(new TextDecoder(input, charset)));
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            refuseDtd(xml);
        }
        return xml;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        // The JDK counts every "&amp;" of a file towards the size of entities and stops at 100,000.
        // Other entities can't occur here, because they need a document type.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.totalEntitySizeLimit", 0);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("entities are refused");
        });
        return factory;
    }

    /** The declared encoding; a byte order mark and zero bytes take precedence. */
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
                    RowProblem.shown(matcher.group(1)) + " is not a known encoding");
        }
    }

    /** Throws when the cursor is at a document type or an entity. */
    public static void refuseDtd(XMLStreamReader xml) throws XMLStreamException {
        switch (xml.getEventType()) {
            case XMLStreamConstants.DTD ->
                    throw new XMLStreamException(
                            "document types (DTD) are refused", xml.getLocation());
            case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("entities are refused", xml.getLocation());
            default -> {}
        }
    }

    /**
     * The reject for the unreadable rest of the file.
     *
     * @param any whether there were rows before it; otherwise the whole file is refused
     * @param at the cursor's position, in case the fault has none
     * @throws ImportException when the file is refused
     * @throws IOException when the underlying stream failed
     */
    public static ImportRow rest(Exception fault, boolean any, Location at) throws IOException {
        IOException cause = streamFailure(fault);
        if (cause != null) {
            throw cause;
        }
        if (!any) {
            throw refusal(fault);
        }
        return RecordRows.reject(
                line(fault, at),
                "",
                "file",
                sentence(fault) + "; nothing after this could be read");
    }

    /** The line of the text, because records can't be counted after the damage. */
    private static long line(Exception fault, Location at) {
        int line = at.getLineNumber();
        for (Throwable each = fault; each != null; each = below(each)) {
            if (each instanceof XMLStreamException xml && xml.getLocation() != null) {
                line = xml.getLocation().getLineNumber();
            }
        }
        return Math.max(1, line);
    }

    /** Why the whole file is refused; throws the failure of the underlying stream, if any. */
    public static ImportException refusal(Exception fault) throws IOException {
        IOException cause = streamFailure(fault);
        if (cause != null) {
            throw cause;
        }
        return new ImportException(Codes.MALFORMED_REQUEST, "file", sentence(fault));
    }

    /** The failure of the underlying stream, or null for malformed XML. */
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
            if (each instanceof XMLStreamException
                    && !(below(each) instanceof DamagedInputException)) {
                break;
            }
        }
        String message = String.valueOf(last.getMessage());
        int prefix = message.indexOf("Message: ");
        String where = "";
        if (last instanceof XMLStreamException xml && xml.getLocation() != null) {
            where =
                    " in line "
                            + xml.getLocation().getLineNumber()
                            + ", column "
                            + xml.getLocation().getColumnNumber();
        }
        String what =
                (prefix < 0 ? message : message.substring(prefix + 9))
                        .lines()
                        .findFirst()
                        .orElse("");
        return "not well-formed XML"
                + where
                + ": "
                + (what.length() <= 200 ? what : what.substring(0, 199) + "…");
    }
}
