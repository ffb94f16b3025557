/**
 * <pre>{@code
 * RowReader rows = new CamtReader(input, xml, builders, FileFormat.CAMT053);
 * ExportWriter.Statements out = new CamtExport(stream, createdAtMs);
 * }</pre>
 *
 * <p>ISO 20022 statements: camt.053, camt.054, and, on request, camt.052. An entry is one
 * transaction, however many payments it contains, because it is one change of the account. Opening
 * and closing balances come with the first and the last row, for comparison with the ledger.
 * Versions 02 to 13 are read with a cursor, within the limits of the bank's own XML.
 */
@NullMarked
package org.davebank.exchange.camt;

import org.jspecify.annotations.NullMarked;
