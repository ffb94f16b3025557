package org.davebank.process;

import java.time.Duration;

/**
 * What a server adds to a node.
 *
 * @param port HTTP port; 0 means any
 * @param givesWay takes the next free port when this one is in use
 * @param shards of a network that this server founds
 * @param replicas of each shard of such a network
 * @param currency of such a network, ISO 4217
 * @param rebuildAfter how long a node is dead before what it held is rebuilt elsewhere
 */
public record WebSettings(
        int port,
        boolean givesWay,
        int shards,
        int replicas,
        String currency,
        Duration rebuildAfter) {}
