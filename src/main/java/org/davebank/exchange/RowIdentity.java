package org.davebank.exchange;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Derives keys for rows that have none, from the account, the content, and the occurrence among
 * equal rows of the file. This identifies a row anywhere in a later download, and two equal rows of
 * one file stay two. Not thread-safe.
 */
public final class RowIdentity {

    private static final int HASH_BYTES = 16;
    private static final char PART = '\u001f';

    private final MessageDigest sha256;
    private final Occurrences occurrences;
    private byte[] text = new byte[1_024];
    private int length;

    public RowIdentity(Occurrences occurrences) {
        this.occurrences = occurrences;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Starts over. */
    public RowIdentity begin() {
        length = 0;
        return this;
    }

    /** Adds a part of the content. */
    public RowIdentity add(String part) {
        int chars = part.length();
        reserve(2 * chars + 2);
        for (int i = 0; i < chars; i++) {
            char c = part.charAt(i);
            text[length++] = (byte) (c >>> 8);
            text[length++] = (byte) c;
        }
        text[length++] = 0;
        text[length++] = (byte) PART;
        return this;
    }

    private void reserve(int bytes) {
        if (length + bytes > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + bytes));
        }
    }

    /** A hash of all parts as 32 hexadecimal digits. */
    public String content() {
        return HexFormat.of().formatHex(digest(), 0, HASH_BYTES);
    }

    /**
     * A hash of all parts, with the occurrence from the second one on.
     *
     * @param line distinguishes rows beyond the counting limit
     */
    public String key(long line) {
        byte[] digest = digest();
        String hex = HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        int occurrence = occurrences.next(first(digest));
        return switch (occurrence) {
            case 1 -> hex;
            case Occurrences.UNKNOWN -> hex + "@" + line;
            default -> hex + "-" + occurrence;
        };
    }

    private byte[] digest() {
        sha256.update(text, 0, length);
        return sha256.digest();
    }

    private static long first(byte[] digest) {
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = first << 8 | digest[i] & 0xff;
        }
        return first;
    }
}
