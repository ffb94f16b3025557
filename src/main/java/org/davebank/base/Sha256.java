package org.davebank.base;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** File names: the SHA-256 of the content in lower-case hexadecimal. */
public final class Sha256 {

    public static final int NAME_CHARS = 64;

    private Sha256() {}

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static String name(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    /**
     * Whether the text is exactly 64 lower-case hexadecimal digits, so that a name is never a path.
     */
    public static boolean isName(String text) {
        if (text.length() != NAME_CHARS) {
            return false;
        }
        for (int i = 0; i < NAME_CHARS; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
