package org.davebank.cli.bench;

/**
 * The load of a bench.
 *
 * @param inFlight concurrent requests
 * @param batch deposits in each request
 */
record BenchLevel(int inFlight, int batch) {

    static final int IN_FLIGHT_MAX = 4_096;
    static final int BATCH_MAX = 8_000;
}
