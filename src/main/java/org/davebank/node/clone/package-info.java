/**
 * <pre>{@code
 *   folder of a stopped network ── JournalClone ──► same books, other network, key and members
 * }</pre>
 *
 * <p>Rewrites the journals of a copied folder for {@code up --clone}. The ledger's entries stay byte
 * for byte; names of members and terms are replaced.
 */
@NullMarked
package org.davebank.node.clone;

import org.jspecify.annotations.NullMarked;
