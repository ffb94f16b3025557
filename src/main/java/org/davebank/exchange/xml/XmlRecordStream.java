package org.davebank.exchange.xml;

import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.davebank.exchange.FileRecord;
import org.davebank.exchange.RowProblem;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one record, for a binder that would bind whatever it gets.
 *
 * <p>It detects duplicate members, elements where a text belongs, and excessive text (which it does
 * not pass on). It records the text for display. And it ends an account where its transactions
 * begin, so that the binder never holds more than one record.
 */
final class XmlRecordStream extends StreamReaderDelegate {

    private @Nullable FileRecord record;
    private final Set<String> names = new HashSet<>();
    private int depth;
    private boolean whole;
    private boolean cut;
    private boolean held;

    XmlRecordStream(XMLStreamReader in) {
        super(in);
    }

    /** The stream must be at the record's start element. */
    void begin(FileRecord begun) {
        record = begun;
        names.clear();
        depth = 1;
        whole = false;
        cut = false;
        held = false;
        begun.raw().append('<').append(getLocalName()).append('>');
    }

    /** The same for an element that is never cut, whatever its name. */
    void beginWhole(FileRecord begun) {
        begin(begun);
        whole = true;
    }

    /**
     * Whether the account's transactions follow: the stream is at the start of that element, and
     * the account's own end is still to come.
     */
    boolean isCut() {
        return cut;
    }

    @Override
    public int next() throws XMLStreamException {
        FileRecord watched = record;
        if (watched == null) {
            return held ? END_ELEMENT : super.next();
        }
        while (true) {
            int event = super.next();
            switch (event) {
                case START_ELEMENT -> {
                    if (depth == 1 && isTransactions(watched)) {
                        cut = true;
                        end(watched, XmlNames.ACCOUNT);
                        return END_ELEMENT;
                    }
                    start(watched, super.getLocalName());
                    return event;
                }
                case END_ELEMENT -> {
                    depth--;
                    end(watched, super.getLocalName());
                    return event;
                }
                case CHARACTERS, CDATA, SPACE -> {
                    watched.grow(super.getTextLength());
                    if (watched.hasRoom()) {
                        text(watched);
                        return event;
                    }
                }
                case ENTITY_REFERENCE ->
                        throw new XMLStreamException("entities are refused", super.getLocation());
                default -> {
                    return event;
                }
            }
        }
    }

    private boolean isTransactions(FileRecord watched) {
        return !whole
                && super.getLocalName().equals(XmlNames.TRANSACTIONS)
                && watched.raw().indexOf("<" + XmlNames.ACCOUNT + ">") == 0;
    }

    private void start(FileRecord watched, String name) {
        depth++;
        if (depth == 2 && !names.add(name)) {
            watched.fault(name, RowProblem.shown(name) + " occurs twice");
        } else if (depth > 3 || depth == 3 && !name.equals("alias")) {
            watched.fault(name, RowProblem.shown(name) + " is an element in place of a text");
        }
        watched.grow(name.length());
        if (watched.hasRoom()) {
            watched.raw().append('<').append(name).append('>');
        }
    }

    private void end(FileRecord watched, String name) {
        if (watched.hasRoom()) {
            watched.raw().append("</").append(name).append('>');
        }
        if (depth == 0 || cut) {
            record = null;
            held = true;
        }
    }

    /** Texts unchanged, without the blanks between elements. */
    private void text(FileRecord watched) {
        if (depth == 1 && super.isWhiteSpace()) {
            return;
        }
        char[] chars = super.getTextCharacters();
        int start = super.getTextStart();
        for (int i = start; i < start + super.getTextLength(); i++) {
            switch (chars[i]) {
                case '<' -> watched.raw().append("&lt;");
                case '&' -> watched.raw().append("&amp;");
                default -> watched.raw().append(chars[i]);
            }
        }
    }

    @Override
    public int getEventType() {
        return cut ? XMLStreamConstants.END_ELEMENT : super.getEventType();
    }

    @Override
    public String getLocalName() {
        return cut ? XmlNames.ACCOUNT : super.getLocalName();
    }

    @Override
    public boolean isEndElement() {
        return cut || super.isEndElement();
    }

    @Override
    public boolean isStartElement() {
        return !cut && super.isStartElement();
    }

    /**
     * Lets the stream continue after the record. It is at the record's end, or at the element where
     * the record was cut; a binder that reads further before this gets nothing, because what
     * follows may be malformed and does not belong to the record.
     */
    void release() {
        cut = false;
        held = false;
    }
}
