/**
 * <pre>{@code
 * try (ImportReader rows = ImportFile.open(in, "july.csv", ImportMapping.own(), settings)) {
 *     while (rows.hasNext()) {
 *         switch (rows.next()) {
 *             case ImportRow.TransactionRow row -> post(row);
 *             case ImportRow.RejectedRow row -> report(row);
 *             default -> {}
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Where files meet the bank. This package holds what all formats share: rows, records, limits,
 * packed input and its text, and the interface that exports write to. The formats lie in the
 * packages below and depend on this one; {@code exchange.format} opens and writes whole files.
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
