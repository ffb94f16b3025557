/**
 * <pre>{@code
 * ImportReader rows = ImportFile.open(in, fileName, mapping, settings);
 * ExportWriter.Accounts out = ExportFile.accounts(FileFormat.NDJSON, stream);
 * }</pre>
 *
 * <p>Whole files: which format a file has, how it is packed, and who reads or writes it. The first
 * bytes decide, whatever the encoding; the file's name breaks ties. A gzip or zip file is read
 * within the same bounds as a plain one, and an archive within an archive is refused.
 */
@NullMarked
package org.davebank.exchange.format;

import org.jspecify.annotations.NullMarked;
