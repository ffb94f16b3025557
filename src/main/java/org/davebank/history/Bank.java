package org.davebank.history;

import java.util.Arrays;

/** The cells of a bank of one thread that a window of calls touches. */
final class Bank {

    private final int[] cells;
    private final long[] contents;

    /** @param cells rising, with as many contents */
    Bank(int[] cells, long[] contents) {
        this.cells = cells;
        this.contents = contents;
    }

    Bank copy() {
        return new Bank(cells, contents.clone());
    }

    long get(int cell) {
        return contents[Arrays.binarySearch(cells, cell)];
    }

    void set(int cell, long content) {
        contents[Arrays.binarySearch(cells, cell)] = content;
    }

    /** Whether nothing is known about one of its cells. */
    boolean isUnknown() {
        return Arrays.stream(contents).anyMatch(content -> content == Step.UNKNOWN);
    }

    long[] contents() {
        return contents;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bank bank && Arrays.equals(contents, bank.contents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(contents);
    }
}
