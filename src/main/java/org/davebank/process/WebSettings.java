package org.davebank.process;

import java.time.Duration;

/**
 * The settings of a server beyond those of a node.
 *
 * @param port HTTP port; 0 means any
 * @param givesWay whether to take the next free port if this one is in use
 * @param shards number of shards of a network that this server founds
 * @param replicas number of replicas of each shard of such a network
 * @param currency the currency of such a network, ISO 4217
 * @param rebuildAfter how long a node is dead before its data is rebuilt elsewhere
 */
public record WebSettings(
        int port,
        boolean givesWay,
        int shards,
        int replicas,
        String currency,
        Duration rebuildAfter) {}
