/**
 * <pre>{@code
 *   newest records ── RecordBuffer ┐
 *                                  ├─ RecordLog ── RecordCursor reads a record by its number
 *   older ones ── spill (a file) ──┘
 *   HashIndex: hash -> record number, newest slots in memory, older ones in the spill
 * }</pre>
 *
 * <p>Where the ledger keeps records and finds them. Memory holds the newest and three bytes an
 * entry and index of the others; what is read back from the spill is verified against what was
 * written. Numbers and positions are never used again. To be used by the ledger's own thread.
 */
@NullMarked
package org.davebank.ledger.store;

import org.jspecify.annotations.NullMarked;
