package org.davebank.exchange.xml;

import java.io.IOException;
import java.io.Reader;
import org.davebank.exchange.DamagedInputException;
import org.davebank.exchange.FileRecord;

/**
 * Protects a parser that trusts its input from untrusted XML.
 *
 * <p>It refuses document types, and so all entities, as soon as one begins. It limits what a parser
 * would hold as one piece: a tag, a comment, a processing instruction, a CDATA section. And it
 * replaces characters that XML forbids by {@link FileRecord#NO_TEXT}, so that they cost their row
 * and not the rest of the file.
 */
final class XmlGuard extends Reader {

    static final int PIECE_CHARS_MAX = 1 << 20;

    private enum Place {
        TEXT,
        TAG,
        COMMENT,
        INSTRUCTION,
        CDATA
    }

    private final Reader in;
    private Place place = Place.TEXT;
    private int length;
    private final char[] tag = new char[9];
    private char before;
    private char last;
    private char quote;

    XmlGuard(Reader in) {
        this.in = in;
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        int read = in.read(buffer, offset, count);
        for (int i = offset; i < offset + read; i++) {
            char c = buffer[i];
            if (c < ' ' ? c != '\n' && c != '\r' && c != '\t' : c >= '\ufffe') {
                buffer[i] = FileRecord.NO_TEXT;
            }
            if (place != Place.TEXT || c == '<') {
                take(c);
            }
        }
        return read;
    }

    private void take(char c) throws IOException {
        if (place == Place.TEXT) {
            place = Place.TAG;
            length = 0;
            quote = 0;
        }
        if (length < tag.length) {
            tag[length] = c;
        }
        length++;
        if (length > PIECE_CHARS_MAX) {
            throw new DamagedInputException(
                    "a tag or comment of more than " + PIECE_CHARS_MAX + " characters", null);
        }
        switch (place) {
            case TAG -> tag(c);
            case COMMENT -> endOn(c == '>' && last == '-' && before == '-' && length > 6);
            case INSTRUCTION -> endOn(c == '>' && last == '?');
            case CDATA -> endOn(c == '>' && last == ']' && before == ']');
            case TEXT -> {}
        }
        before = last;
        last = c;
    }

    private void tag(char c) throws IOException {
        if (length == 2 && c == '?') {
            place = Place.INSTRUCTION;
        } else if (length == 3 && c == 'D' && tag[1] == '!') {
            throw new DamagedInputException("document types (DTD) are refused", null);
        } else if (length == 4 && begins("<!--")) {
            place = Place.COMMENT;
        } else if (length == 9 && begins("<![CDATA[")) {
            place = Place.CDATA;
        } else if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else {
            endOn(c == '>');
        }
    }

    private boolean begins(String what) {
        for (int i = 0; i < what.length(); i++) {
            if (tag[i] != what.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void endOn(boolean end) {
        if (end) {
            place = Place.TEXT;
        }
    }

    /** Does nothing: a parser closes its input, but the file may continue after it. */
    @Override
    public void close() {}
}
