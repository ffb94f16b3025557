/**
 * <pre>{@code
 *   clients' orders and answers ──► BankModel, HistoryChecker     money, exactly once, real time
 *   terms, votes, entries       ──► ConsensusChecker, PromiseChecker
 *   applied state of replicas   ──► ReplicaChecker
 *   stamps and the true time    ──► StampChecker
 *   queues, scans, drop orders  ──► QueueWatch, ScanWatch, OrderWatch
 * }</pre>
 *
 * <p>The judges of a simulated run. Checkers see only what nodes show: committed entries, roles and
 * terms, messages on the wire, answers to clients. Each names the broken promise and throws a
 * {@link org.davebank.simulator.check.Violation} at the event that broke it.
 */
@NullMarked
package org.davebank.simulator.check;

import org.jspecify.annotations.NullMarked;
