/**
 * <pre>{@code
 * ImportReader rows = CsvReader.open(input, mapping, builders);
 * ExportWriter.Transactions out = new CsvExport.Transactions(writer);
 * }</pre>
 *
 * <p>CSV. {@link org.davebank.exchange.csv.CsvRecords} splits the characters into records and
 * filters out malformed ones before Commons CSV, which trusts its input, sees them. A quote that is
 * never closed costs its row and all that follow; the text of a field is never taken for a row.
 * Exported cells that a spreadsheet would take for a formula are guarded.
 */
@NullMarked
package org.davebank.exchange.csv;

import org.jspecify.annotations.NullMarked;
