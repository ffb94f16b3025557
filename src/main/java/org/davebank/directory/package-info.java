/**
 * The distributed index: which shard a key belongs to, who holds which shard, who leads it, and the
 * replicated state of the system group that decides all of this.
 *
 * <p>A key's place follows from arithmetic ({@link org.davebank.directory.Slots}); who holds a shard
 * is decided once by the supernode and from then on known from the shard's own Raft configuration, so
 * that everything cached here may be wrong without harm.
 */
@NullMarked
package org.davebank.directory;

import org.jspecify.annotations.NullMarked;
