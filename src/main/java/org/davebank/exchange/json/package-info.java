/**
 * <pre>{@code
 * ImportReader rows = JsonReader.open(input, mapping, builders);      // one array or object
 * ImportReader lines = NdjsonReader.open(input, mapping, builders);   // one object a line
 * }</pre>
 *
 * <p>JSON and NDJSON. Records are read with a cursor, one at a time, within the limits of every
 * format. In NDJSON a malformed line costs that line; where a JSON file is malformed, the rows
 * before it count and all the rest is one reject. Amounts keep their decimals.
 */
@NullMarked
package org.davebank.exchange.json;

import org.jspecify.annotations.NullMarked;
