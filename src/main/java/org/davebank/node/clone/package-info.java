/**
 * <pre>{@code
 *   folder of a stopped network ── JournalClone ──► same books, other network, key and members
 * }</pre>
 *
 * <p>Rewrites the journals of a copied folder for {@code up --clone}. Ledger entries stay the same
 * byte for byte; member ids and terms are replaced.
 */
@NullMarked
package org.davebank.node.clone;

import org.jspecify.annotations.NullMarked;
