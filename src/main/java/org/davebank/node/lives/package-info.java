/**
 * <pre>{@code
 *   network ──► Lives ──► the rest of the node
 *                 └── Introduction, until both nodes have accepted the other's life, on disk
 * }</pre>
 *
 * <p>Keeps copies of a folder apart from their original. Each start begins a life, the newest link of
 * a chain in the journal; of two that claim one member the second is refused by every node of the
 * first.
 */
@NullMarked
package org.davebank.node.lives;

import org.jspecify.annotations.NullMarked;
