package org.davebank.transport;

import org.davebank.base.Invariant;

/** A byte limit shared by several users. */
final class ByteBudget {

    private final long bytesMax;
    private long used;

    ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean take(long bytes) {
        if (bytes > bytesMax - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    void give(long bytes) {
        used -= bytes;
        Invariant.check(used >= 0, "no more is given back than was taken");
    }

    long used() {
        return used;
    }
}
