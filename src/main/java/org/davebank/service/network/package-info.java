/**
 * <pre>{@code
 * NetworkSnapshot now = network.snapshot(caller);
 * Runnable unsubscribe = network.subscribe(snapshot -> show(snapshot));
 * AuditReport report = audit.audit(caller);
 * }</pre>
 *
 * <p>What the network looks like from here: nodes, shards, leaders, health, events, traffic, the
 * audit of money, and where a key lies. {@link org.davebank.service.network.NetworkSnapshot} is
 * one immutable picture, made of the reports that nodes send each other; what is older than {@code
 * Leaders.FRESH_MS} is not shown as the present. Those who have subscribed get a new picture
 * several times a second.
 */
@NullMarked
package org.davebank.service.network;

import org.jspecify.annotations.NullMarked;
