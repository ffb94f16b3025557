/**
 * <pre>{@code
 *   newest records ── RecordBuffer ┐
 *                                  ├─ RecordLog ── RecordCursor reads a record by its number
 *   older ones ── spill (a file) ──┘
 *   HashIndex: hash -> record number, newest slots in memory, older ones in the spill
 * }</pre>
 *
 * <p>Stores and finds the ledger's records, and keeps the books that need no record. Memory holds the newest ones, and three bytes per entry
 * and index of the others; data read from the spill is verified by checksum. Numbers and positions
 * are never reused. For the ledger's thread only.
 */
@NullMarked
package org.davebank.ledger.store;

import org.jspecify.annotations.NullMarked;
