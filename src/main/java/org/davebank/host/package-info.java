/**
 * The host agent: it starts, kills, pauses and revives the node processes of one machine, and alone
 * writes {@code network.json}.
 *
 * <p>A killed process cannot revive itself, not even the supernode; the agent can, because it has no
 * part in the bank: it keeps no data, and it may die and come back, adopting the processes that it
 * finds alive. It is spoken to by sealed messages under the cluster key. {@link
 * org.davebank.host.Secrets} holds everything that is derived from that key.
 */
@NullMarked
package org.davebank.host;

import org.jspecify.annotations.NullMarked;
