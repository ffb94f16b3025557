package org.davebank.base;

import java.util.HexFormat;

/**
 * Identity of one life of a node's data folder. A node whose folder is lost comes back with a new one,
 * so that it can never vote on what it has forgotten. Never zero.
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
