/**
 * <pre>{@code
 *  /console/import           ImportView      upload, proposed mapping, dry run, start
 *  /console/import/JOB       ImportJobView   progress, counts, rejects, resume and cancel
 * }</pre>
 *
 * <p>Imports. A file is previewed before it is imported, and its mapping can be corrected column by
 * column. A job's page works on any server node, even when the node that ran the job is gone.
 */
@NullMarked
package org.davebank.console.imports;

import org.jspecify.annotations.NullMarked;
