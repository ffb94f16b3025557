/**
 * <pre>{@code
 *   Network, Disk, Time ──► Node ──► lives ──► requests ──► replica, files, supernode
 *                             └── effects of one turn, in order, after the sync they wait for
 * }</pre>
 *
 * <p>One node of the bank: consensus groups, membership, files and the requests of users, on one
 * thread. A {@link org.davebank.node.Node} is driven from outside, a turn at a time, and reaches the
 * world through three ports, so that the same code runs on a machine and in the simulator. Votes,
 * acknowledgements and answers leave only after the journal says that their records are on disk.
 */
@NullMarked
package org.davebank.node;

import org.jspecify.annotations.NullMarked;
