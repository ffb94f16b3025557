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
 * <p>Reads and writes files. This package holds what all formats share: rows, records, limits,
 * compressed input and its text, and the interface of export writers. The formats are in the
 * packages below and depend on this one; {@code exchange.format} opens and writes whole files.
 *
 * <p>Everything streams, so a file of a million rows needs no more memory than one of ten. Files
 * are untrusted: a bad row becomes a {@link org.davebank.exchange.ImportRow.RejectedRow}, a bad
 * file an {@link org.davebank.exchange.ImportException}, without further effect. The package posts
 * nothing itself.
 */
@NullMarked
package org.davebank.exchange;

import org.jspecify.annotations.NullMarked;
