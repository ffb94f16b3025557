package org.davebank.cli.bench;

import java.util.Arrays;

/** Nearest-rank percentiles of a set of values. */
final class Percentiles {

    private long[] values = new long[1_024];
    private int count;

    void add(long value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    /**
     * The smallest value that this percentage of all values, above 0 up to 100, does not exceed; 0
     * if there are no values.
     */
    long at(double percent) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(values, 0, count);
        int rank = (int) Math.ceil(percent / 100 * count);
        return values[Math.clamp(rank, 1, count) - 1];
    }
}
