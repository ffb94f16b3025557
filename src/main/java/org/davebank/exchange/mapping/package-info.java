/**
 * <pre>{@code
 * ImportMapping mapping = ImportMapping.parse("{\"amount\":\"Betrag\",\"decimal\":\",\"}");
 * RowBuilder builder = new RecordRows(mapping, settings).ofHeader(header);
 * ImportRow row = builder.build(line, raw, cells);
 * }</pre>
 *
 * <p>Maps the columns of a foreign file to the rows of the bank. {@link
 * org.davebank.exchange.mapping.ImportMapping} says what each column means and how amounts and
 * dates are written, and is itself stored as JSON. An ambiguous cell is rejected, never guessed.
 * The same cells under the same mapping give the same row, with the same key, on every machine.
 */
@NullMarked
package org.davebank.exchange.mapping;

import org.jspecify.annotations.NullMarked;
