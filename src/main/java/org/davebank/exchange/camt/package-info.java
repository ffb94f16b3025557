/**
 * <pre>{@code
 * RowReader rows = new CamtReader(input, xml, builders, FileFormat.CAMT053);
 * ExportWriter.Statements out = new CamtExport(stream, createdAtMs);
 * }</pre>
 *
 * <p>Statements of ISO 20022: camt.053, camt.052 when somebody asks for it, and camt.054. An entry
 * is one transaction, however many payments it gathers: it is what the account was changed by.
 * Opening and closing balances come along with the first and the last row, to be compared with the
 * ledger. Versions 02 to 13 are read with a cursor, within the bounds of the bank's own XML.
 */
@NullMarked
package org.davebank.exchange.camt;

import org.jspecify.annotations.NullMarked;
