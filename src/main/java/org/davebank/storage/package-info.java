/**
 * The journal: one preallocated, checksummed, hash-chained write-ahead log per node, shared by all
 * its consensus groups.
 *
 * <p>Nothing here accesses files. {@link org.davebank.storage.Journal} turns records into writes
 * that the node executes and syncs, and the content of the files back into records after a restart.
 * It cuts a tail that no sync can have covered; it reports damage below a proven sync and never
 * repairs it by guessing.
 *
 * <p>Checkpoints and recycling of segments do not exist yet. The format allows for them: segment
 * numbers only grow, a segment's header carries the chain of everything before it, and stale bytes
 * of a recycled file cannot continue a newer chain.
 */
@NullMarked
package org.davebank.storage;

import org.jspecify.annotations.NullMarked;
