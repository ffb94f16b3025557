/**
 * The host agent: it starts, kills, pauses and revives the node processes of one machine, and is
 * the only writer of {@code network.json}.
 *
 * <p>A killed process cannot revive itself, not even the supernode; the agent can, because it is
 * not part of the bank: it keeps no data, and after a restart it adopts the processes that it finds
 * alive. It receives messages sealed with the cluster key. {@link org.davebank.host.Secrets} holds
 * everything that is derived from that key.
 */
@NullMarked
package org.davebank.host;

import org.jspecify.annotations.NullMarked;
