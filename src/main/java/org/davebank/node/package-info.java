/**
 * <pre>{@code
 *   Network, Disk, Time ──► Node ──► lives ──► requests ──► replica, files, supernode
 *                             └── effects of one turn, in order, after the sync they wait for
 * }</pre>
 *
 * <p>One node of the bank: consensus groups, membership, files and user requests, on one thread.
 * Its owner drives a {@link org.davebank.node.Node} one turn at a time; it reaches the world
 * through three ports, so that the same code runs in production and in the simulator. Votes,
 * acknowledgements and answers leave only after the journal reports that their records are on disk.
 */
@NullMarked
package org.davebank.node;

import org.jspecify.annotations.NullMarked;
