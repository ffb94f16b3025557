package org.davebank.ledger.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.davebank.base.RandomSource;

/**
 * 64-bit hashes of texts and records. They detect accidents (a bug, a flipped bit, a diverged
 * replica), but do not resist deliberate collisions.
 */
public final class StateHash {

    private static final VarHandle I64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The golden ratio in 64 bits: odd, with well-spread bits. */
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private StateHash() {}

    private static long fold(long hash, long word) {
        long product = (hash ^ word) * FACTOR;
        return product ^ (product >>> 32);
    }

    /** Extends the chain {@code hash} by these bytes. */
    public static long chain(long hash, byte[] bytes, int offset, int length) {
        long chained = fold(hash, length);
        int end = offset + length;
        int at = offset;
        for (; at + 8 <= end; at += 8) {
            chained = fold(chained, (long) I64.get(bytes, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | (bytes[at] & 0xff);
        }
        return RandomSource.mix64(fold(chained, rest));
    }

    /** The hash of a text within a scope (an account's number, or -1 for none). */
    public static long ofText(int scope, String text) {
        int length = text.length();
        long hash = fold(scope, length);
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            long word =
                    text.charAt(at)
                            | (long) text.charAt(at + 1) << 16
                            | (long) text.charAt(at + 2) << 32
                            | (long) text.charAt(at + 3) << 48;
            hash = fold(hash, word);
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = rest << 16 | text.charAt(at);
        }
        return RandomSource.mix64(fold(hash, rest));
    }

    public static long ofPair(long first, long second) {
        return RandomSource.mix64(fold(RandomSource.mix64(first + FACTOR), second));
    }
}
