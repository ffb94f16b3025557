/**
 * <pre>{@code
 * NetworkSnapshot now = network.snapshot(caller);
 * Runnable unsubscribe = network.subscribe(snapshot -> show(snapshot));
 * AuditReport report = audit.audit(caller);
 * }</pre>
 *
 * <p>The network as seen from this node: nodes, shards, leaders, health, events, traffic, the audit
 * of money, and the location of a key. {@link org.davebank.service.network.NetworkSnapshot} is one
 * immutable snapshot, built from the reports that nodes send each other; reports older than {@code
 * Leaders.FRESH_MS} are not shown as the present. Subscribers get a new snapshot several times a
 * second.
 */
@NullMarked
package org.davebank.service.network;

import org.jspecify.annotations.NullMarked;
