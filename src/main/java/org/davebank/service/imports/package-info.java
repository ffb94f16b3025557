/**
 * <pre>{@code
 *  ImportService   create, resume, cancel, list        any server node
 *       |          job in the system group, file on several nodes
 *  ImportRunner    one node claims the job
 *       |
 *  ImportRun       rounds of rows -> ImportBatch -> shards -> ImportOutcomes -> counts, rejects
 * }</pre>
 *
 * <p>Imports files. The system group knows the job and several server nodes hold its file, so any
 * of them continues it when the node that runs it dies. A pass starts at the first row; the ledger
 * knows each row that was posted before and by which job, so rows are posted once and counts come
 * out as without a crash.
 *
 * <p>A bad row is rejected with its line, field and reason, and does not stop the others unless the
 * request asks for it. The balances stated in a file are compared and reported, and change nothing.
 */
@NullMarked
package org.davebank.service.imports;

import org.jspecify.annotations.NullMarked;
