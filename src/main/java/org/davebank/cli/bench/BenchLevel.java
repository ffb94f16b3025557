package org.davebank.cli.bench;

/**
 * How hard a bench presses.
 *
 * @param inFlight requests under way at a time
 * @param batch deposits in each of them
 */
record BenchLevel(int inFlight, int batch) {

    static final int IN_FLIGHT_MAX = 4_096;
    static final int BATCH_MAX = 8_000;
}
