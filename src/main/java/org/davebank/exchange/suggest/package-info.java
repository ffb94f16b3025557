/**
 * <pre>{@code
 * MappingSuggestion seen = MappingSuggestion.of(in, "Kontoauszug.csv");
 * }</pre>
 *
 * <p>Looks at the beginning of a file of a bank that was never seen and proposes how to read it:
 * the shape of its table, what each column is, how amounts and dates are written, and which
 * account it is of. It is a proposal: whatever the first rows leave open is said, and nothing is
 * imported by it.
 */
@NullMarked
package org.davebank.exchange.suggest;

import org.jspecify.annotations.NullMarked;
