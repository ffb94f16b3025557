package org.davebank.transport.loss;

import java.util.Arrays;
import org.davebank.base.Invariant;

/**
 * Remembers which of the last numbers were seen. Numbers below the window count as seen, so that
 * nothing is accepted twice (RFC 4303, section 3.4.3 describes the method for packets).
 */
public final class SlidingWindow {

    private final int size;
    private final long[] words;
    private long top = -1;

    /** The size is a power of two, at least 64. */
    public SlidingWindow(int size) {
        Invariant.check(size >= 64 && Integer.bitCount(size) == 1, "size is a power of two");
        this.size = size;
        this.words = new long[size / 64];
    }

    /** Whether the number is new and not too old. */
    public boolean isFresh(long number) {
        if (number > top) {
            return true;
        }
        if (number < 0 || top - number >= size) {
            return false;
        }
        int index = (int) (number & (size - 1));
        return (words[index >>> 6] & (1L << index)) == 0;
    }

    /** Marks a fresh number as seen. */
    public void mark(long number) {
        Invariant.check(isFresh(number), "a number is seen once");
        if (number > top) {
            if (number - top >= size) {
                Arrays.fill(words, 0);
            } else {
                for (long i = top + 1; i < number; i++) {
                    int index = (int) (i & (size - 1));
                    words[index >>> 6] &= ~(1L << index);
                }
            }
            top = number;
        }
        int index = (int) (number & (size - 1));
        words[index >>> 6] |= 1L << index;
    }
}
