/**
 * <pre>{@code
 *   clients' orders and answers ──► BankModel, HistoryChecker     money, exactly once, real time
 *   terms, votes, entries       ──► ConsensusChecker, PromiseChecker
 *   applied state of replicas   ──► ReplicaChecker
 *   stamps and the true time    ──► StampChecker
 *   queues, scans, drop orders  ──► QueueWatch, ScanWatch, OrderWatch
 * }</pre>
 *
 * <p>Who judges a simulated run. Checkers know nothing of the nodes' code but what it shows:
 * committed entries, roles and terms, messages on the wire, answers to clients. Each names the
 * promise that is broken and throws a {@link org.davebank.simulator.check.Violation} at the event
 * that broke it.
 */
@NullMarked
package org.davebank.simulator.check;

import org.jspecify.annotations.NullMarked;
