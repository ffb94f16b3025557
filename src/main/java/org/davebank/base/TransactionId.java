package org.davebank.base;

import java.util.UUID;

/** A transaction's UUID as two longs. The bank creates version 7 UUIDs (RFC 9562, section 5.7). */
public record TransactionId(long high, long low) implements Comparable<TransactionId> {

    /** A version 7 UUID from a wall clock in milliseconds and 74 random bits. */
    public static TransactionId v7(long wallMs, RandomSource random) {
        long high = (wallMs << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new TransactionId(high, low);
    }

    /** Throws IllegalArgumentException unless the text is a UUID in its canonical 36 characters. */
    public static TransactionId parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("a transaction id is a UUID of 36 characters");
        }
        UUID uuid = UUID.fromString(text);
        return new TransactionId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    @Override
    public int compareTo(TransactionId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
