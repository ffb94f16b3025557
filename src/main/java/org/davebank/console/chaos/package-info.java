/**
 * <pre>{@code
 *  ChaosView = TopologyGraph + NodeActions + FaultList + EventList
 * }</pre>
 *
 * <p>Breaks the network and shows how it heals. {@code Consequence} says before an action what it
 * will cost: which shards lose their quorum, and whether this page loses its server. Irreversible
 * actions need confirmation.
 */
@NullMarked
package org.davebank.console.chaos;

import org.jspecify.annotations.NullMarked;
