/**
 * <pre>{@code
 * exports.transactions(caller, null, filter, ExportService.type("csv"), out);
 * exports.statement(caller, account, period, type, out);
 * }</pre>
 *
 * <p>Accounts, transactions and statements as files. Rows are streamed from the shards; no file is
 * held in memory, whatever its size. The formats are in {@code exchange}.
 */
@NullMarked
package org.davebank.service.exports;

import org.jspecify.annotations.NullMarked;
