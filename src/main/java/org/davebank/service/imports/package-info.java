/**
 * <pre>{@code
 *  ImportService   create, resume, cancel, list        any server node
 *       |          job in the system group, file on several nodes
 *  ImportRunner    one node claims the job
 *       |
 *  ImportRun       rounds of rows -> ImportBatch -> shards -> ImportOutcomes -> counts, rejects
 * }</pre>
 *
 * <p>Files on their way into the bank. The job is known to the system group and its file lies on
 * several server nodes, so any of them goes on with it when the one that runs it dies. A pass
 * begins at the first row again; the ledger knows each row that was posted before and by which
 * job, so rows are posted once and counts come out as if nothing had happened.
 *
 * <p>A bad row is rejected with its line, field and reason, and never stops the others unless that
 * was asked for. What a file claims about balances is compared and reported, and changes nothing.
 */
@NullMarked
package org.davebank.service.imports;

import org.jspecify.annotations.NullMarked;
