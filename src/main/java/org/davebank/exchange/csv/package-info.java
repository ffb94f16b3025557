/**
 * <pre>{@code
 * ImportReader rows = CsvReader.open(input, mapping, builders);
 * ExportWriter.Transactions out = new CsvExport.Transactions(writer);
 * }</pre>
 *
 * <p>CSV. {@link org.davebank.exchange.csv.CsvRecords} cuts the characters into records and says
 * which are sound before Commons CSV, which trusts its input, sees them. A quote that is never
 * closed costs its row and all that follows; the text of a field never passes for a row. Cells
 * that a spreadsheet would take for a formula are guarded on the way out.
 */
@NullMarked
package org.davebank.exchange.csv;

import org.jspecify.annotations.NullMarked;
