/**
 * <pre>{@code
 * ImportReader rows = ImportFile.open(in, fileName, mapping, settings);
 * ExportWriter.Accounts out = ExportFile.accounts(FileFormat.NDJSON, stream);
 * }</pre>
 *
 * <p>Whole files: detects the format and the compression of a file, and selects its reader or
 * writer. The first bytes decide, in any encoding; the file name breaks ties. A gzip or zip file is
 * read within the same limits as a plain one, and an archive within an archive is refused.
 */
@NullMarked
package org.davebank.exchange.format;

import org.jspecify.annotations.NullMarked;
