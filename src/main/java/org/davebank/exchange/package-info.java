/**
 * Where files meet the bank: rows of foreign and own CSV files come in as {@link
 * org.davebank.exchange.ImportRow}s, accounts and transactions go out as CSV.
 *
 * <p>Everything streams, so a file of a million rows needs no more memory than one of ten. A file
 * is hostile until proven otherwise: a bad row becomes a {@link
 * org.davebank.exchange.ImportRow.RejectedRow}, a bad file an {@link
 * org.davebank.exchange.ImportException}, and nothing else happens. The package posts nothing
 * itself.
 */
@NullMarked
package org.davebank.exchange;

import org.jspecify.annotations.NullMarked;
