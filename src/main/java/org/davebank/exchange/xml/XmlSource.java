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

/** A cursor over a hostile XML file, and what its faults are called. */
public final class XmlSource {

    private static final int HEAD_BYTES = 256;
    private static final Pattern ENCODING =
            Pattern.compile("<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

    private XmlSource() {}

    /**
     * A cursor that stands on the root element.
     *
     * @param encoding null means what the file declares, or what its bytes look like
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
        // The JDK counts each "&amp;" of a file against the size of entities, and stops at 100,000.
        // No other entities get here, for they would need a document type.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.totalEntitySizeLimit", 0);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("entities are refused");
        });
        return factory;
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

    /** Throws when the cursor stands on a document type or on an entity. */
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
     * The reject for all that cannot be read any more.
     *
     * @param any whether rows stand before it; without them the file as a whole is refused
     * @param at where the cursor stands, in case that the fault does not say where it is
     * @throws ImportException when the file is refused
     * @throws IOException when it is the stream below that failed
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
                sentence(fault) + "; nothing behind this could be read");
    }

    /** The line of the text, for behind the damage there are no records to be counted. */
    private static long line(Exception fault, Location at) {
        int line = at.getLineNumber();
        for (Throwable each = fault; each != null; each = below(each)) {
            if (each instanceof XMLStreamException xml && xml.getLocation() != null) {
                line = xml.getLocation().getLineNumber();
            }
        }
        return Math.max(1, line);
    }

    /** Why the whole file is refused; throws what the stream below failed with. */
    public static ImportException refusal(Exception fault) throws IOException {
        IOException cause = streamFailure(fault);
        if (cause != null) {
            throw cause;
        }
        return new ImportException(Codes.MALFORMED_REQUEST, "file", sentence(fault));
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
            if (each instanceof XMLStreamException
                    && !(below(each) instanceof DamagedInputException)) {
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
}
