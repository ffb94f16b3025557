/**
 * <pre>{@code
 *  /console/import           ImportView      upload, proposed mapping, dry run, start
 *  /console/import/JOB       ImportJobView   progress, counts, rejects, resume and cancel
 * }</pre>
 *
 * <p>Imports. A file is looked at before it is imported and its mapping can be corrected column by
 * column. A job's page shows it from whichever server node it is opened on, also when the node
 * that runs it is gone.
 */
@NullMarked
package org.davebank.console.imports;

import org.jspecify.annotations.NullMarked;
