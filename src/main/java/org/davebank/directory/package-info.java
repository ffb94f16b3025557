/**
 * The distributed index: the shard of a key, the holders and leader of a shard, and the replicated
 * state of the system group that decides all of this.
 *
 * <p>A key's shard is computed ({@link org.davebank.directory.Slots}). The supernode places a shard
 * once; from then on the shard's Raft configuration is authoritative, so outdated cache entries
 * here do no harm.
 */
@NullMarked
package org.davebank.directory;

import org.jspecify.annotations.NullMarked;
