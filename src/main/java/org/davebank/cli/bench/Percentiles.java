package org.davebank.cli.bench;

import java.util.Arrays;

/** Values that are asked for their percentiles: the smallest value that so many lie at or below. */
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

    /** The nearest-rank percentile, 0 when there is no value. {@code percent} is above 0, to 100. */
    long at(double percent) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(values, 0, count);
        int rank = (int) Math.ceil(percent / 100 * count);
        return values[Math.clamp(rank, 1, count) - 1];
    }
}
