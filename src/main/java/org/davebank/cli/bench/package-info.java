/**
 * <pre>{@code
 *  davebank bench --http --seconds 10
 *  davebank failover --times 5
 *  davebank simulate --seeds 100 --minutes 15
 * }</pre>
 *
 * <p>Benchmarks and experiments: throughput and latency by UDP and by HTTP, imports and large
 * files, the pause after a leader is killed, whole networks in virtual time, and the training run
 * for the JVM's cache. Each bench uses separate accounts, so it may run on a network that is in
 * use. Latencies are measured by the caller.
 */
@NullMarked
package org.davebank.cli.bench;

import org.jspecify.annotations.NullMarked;
