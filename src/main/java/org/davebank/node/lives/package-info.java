/**
 * <pre>{@code
 *   network ──► Lives ──► the rest of the node
 *                 └── Introduction, until both nodes have accepted the other's life, on disk
 * }</pre>
 *
 * <p>Tells copies of a folder from their original. Each start begins a life, the newest link of a
 * chain in the journal. If two lives claim one member, all nodes that accepted the first refuse the
 * second.
 */
@NullMarked
package org.davebank.node.lives;

import org.jspecify.annotations.NullMarked;
