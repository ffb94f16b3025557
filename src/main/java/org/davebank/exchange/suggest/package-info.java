/**
 * <pre>{@code
 * MappingSuggestion seen = MappingSuggestion.of(in, "Kontoauszug.csv");
 * }</pre>
 *
 * <p>Examines the start of an unknown bank's file and proposes how to read it: the shape of its
 * table, the meaning of each column, the notation of amounts and dates, and the account. It only
 * proposes: it reports what the first rows leave open, and imports nothing.
 */
@NullMarked
package org.davebank.exchange.suggest;

import org.jspecify.annotations.NullMarked;
