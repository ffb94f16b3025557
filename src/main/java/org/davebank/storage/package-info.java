/**
 * The journal: one preallocated, checksummed, hash-chained write-ahead log a node, shared by all its
 * consensus groups.
 *
 * <p>Nothing here touches a file. {@link org.davebank.storage.Journal} turns records into writes that
 * the node executes and syncs, and turns the bytes of the files back into records after a restart. A
 * tail that no sync can have covered is cut; damage below a proven sync is reported and never guessed
 * away.
 *
 * <p>Checkpoints and recycling of segments do not exist yet. Their place: segment numbers only grow,
 * a segment's header carries the chain of everything before it, and stale bytes of a recycled file
 * cannot continue a younger chain.
 */
@NullMarked
package org.davebank.storage;

import org.jspecify.annotations.NullMarked;
