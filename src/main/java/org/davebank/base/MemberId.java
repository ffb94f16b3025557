package org.davebank.base;

import java.util.HexFormat;

/**
 * The identity of a node's data folder. A node whose folder is lost returns with a new id, so that
 * it never votes without the state it has lost. Never zero.
 */
public record MemberId(long value) implements Comparable<MemberId> {

    public MemberId {
        if (value == 0) {
            throw new IllegalArgumentException("a member id is never zero");
        }
    }

    @Override
    public int compareTo(MemberId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
