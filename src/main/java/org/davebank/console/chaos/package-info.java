/**
 * <pre>{@code
 *  ChaosView = TopologyGraph + NodeActions + FaultList + EventList
 * }</pre>
 *
 * <p>Breaking the network and watching it heal. {@code Consequence} says before an act what it
 * will cost: which shards lose their quorum, and whether this page goes with the node. Acts are
 * confirmed where they cannot be taken back.
 */
@NullMarked
package org.davebank.console.chaos;

import org.jspecify.annotations.NullMarked;
