/**
 * <pre>{@code
 *   reports of all nodes ──► Supernode ──► grow, replace, drop; copies of files; audits
 *                               └── each order carries the term, and receivers refuse older ones
 * }</pre>
 *
 * <p>What only the leader of the system group does. Nothing here decides alone: placements are
 * entries of the system group, and a shard's own configuration is the truth about its replicas.
 */
@NullMarked
package org.davebank.node.supernode;

import org.jspecify.annotations.NullMarked;
