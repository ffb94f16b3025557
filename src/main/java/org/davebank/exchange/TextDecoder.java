package org.davebank.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a file of unknown encoding, detecting the encoding while streaming.
 *
 * <p>A byte order mark decides; otherwise zero bytes in every second place of the first four mean
 * UTF-16. Otherwise the file counts as ASCII until the first other byte, and the 64 KiB from there
 * decide: UTF-8 when at least half of the sequences are well-formed, else windows-1252. The
 * decision is final: bytes that do not fit become {@link #INVALID} and cost the row that contains
 * them.
 */
public final class TextDecoder extends Reader {

    /** Replaces bytes that are invalid in the encoding; no text contains this non-character. */
    public static final char INVALID = '\uffff';

    private static final int BUFFER_BYTES = 65_536;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private final InputStream in;
    private final CharsetDecoder ascii = StandardCharsets.US_ASCII.newDecoder();
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private @Nullable DamagedInputException damage;
    private boolean ended;
    private @Nullable Charset charset;
    private @Nullable CharsetDecoder decoder;

    /**
     * Reads from the stream at once, to detect the encoding.
     *
     * @param forced the encoding if known; a byte order mark is dropped in any case
     */
    public TextDecoder(InputStream in, @Nullable Charset forced) throws IOException {
        this.in = in;
        fill();
        int mark = bytes.position();
        Charset found = fromStart();
        if (forced != null && !(found != null && forced.name().equals("UTF-16"))) {
            boolean sameMark = found != null && found.equals(forced);
            bytes.position(sameMark ? bytes.position() : mark);
            found = forced;
        }
        if (found != null) {
            decide(found);
        }
    }

    /** The detected encoding; ASCII while only ASCII has been seen. */
    public Charset charset() {
        return charset == null ? StandardCharsets.US_ASCII : charset;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        CharBuffer out = CharBuffer.wrap(buffer, offset, length).slice();
        while (true) {
            if (decoder == null) {
                // Stops cleanly at the first byte that is not ASCII.
                ascii.decode(bytes, out, false);
            } else {
                CoderResult result = decoder.decode(bytes, out, ended && damage == null);
                if (out.position() > 0 || result.isOverflow()) {
                    return out.position();
                }
            }
            if (out.position() > 0) {
                return out.position();
            }
            if (decoder == null && bytes.hasRemaining()) {
                fill();
                decide(looksLikeUtf8() ? StandardCharsets.UTF_8 : WINDOWS_1252);
            } else if (ended) {
                if (damage != null) {
                    throw damage;
                }
                return -1;
            } else {
                fill();
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void decide(Charset found) {
        charset = found;
        decoder =
                found.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(INVALID));
    }

    /** Reads until the buffer is full or the file ends. */
    private void fill() throws IOException {
        bytes.compact();
        while (!ended && bytes.hasRemaining()) {
            try {
                int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
                if (count < 0) {
                    ended = true;
                } else {
                    bytes.position(bytes.position() + count);
                }
            } catch (DamagedInputException e) {
                damage = e;
                ended = true;
            }
        }
        bytes.flip();
    }

    private @Nullable Charset fromStart() {
        int b0 = at(0);
        int b1 = at(1);
        if (b0 == 0xef && b1 == 0xbb && at(2) == 0xbf) {
            bytes.position(3);
            return StandardCharsets.UTF_8;
        }
        if (b0 == 0xff && b1 == 0xfe) {
            bytes.position(2);
            return StandardCharsets.UTF_16LE;
        }
        if (b0 == 0xfe && b1 == 0xff) {
            bytes.position(2);
            return StandardCharsets.UTF_16BE;
        }
        if (b0 > 0 && b1 == 0 && at(2) > 0 && at(3) == 0) {
            return StandardCharsets.UTF_16LE;
        }
        if (b0 == 0 && b1 > 0 && at(2) == 0 && at(3) > 0) {
            return StandardCharsets.UTF_16BE;
        }
        return null;
    }

    private int at(int index) {
        return index < bytes.limit() ? bytes.get(index) & 0xff : -1;
    }

    private boolean looksLikeUtf8() {
        CharsetDecoder judge = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer window = bytes.duplicate();
        CharBuffer scratch = CharBuffer.allocate(4_096);
        long wellFormed = 0;
        long malformed = 0;
        while (true) {
            CoderResult result = judge.decode(window, scratch, ended);
            scratch.flip();
            while (scratch.hasRemaining()) {
                char c = scratch.get();
                wellFormed += c >= 0x80 && !Character.isLowSurrogate(c) ? 1 : 0;
            }
            scratch.clear();
            if (result.isUnderflow()) {
                return wellFormed > 0 && wellFormed >= malformed
                        || wellFormed == 0 && malformed == 0;
            }
            if (result.isMalformed()) {
                malformed++;
                window.position(window.position() + result.length());
            }
        }
    }
}
