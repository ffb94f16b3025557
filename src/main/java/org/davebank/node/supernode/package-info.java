/**
 * <pre>{@code
 *   reports of all nodes ──► Supernode ──► grow, replace, drop; copies of files; audits
 *                               └── each order carries the term, and receivers refuse older ones
 * }</pre>
 *
 * <p>The work of the system group's leader. It decides nothing alone: placements are entries of the
 * system group, and a shard's configuration is authoritative for its replicas.
 */
@NullMarked
package org.davebank.node.supernode;

import org.jspecify.annotations.NullMarked;
