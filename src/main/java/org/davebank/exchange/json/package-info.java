/**
 * <pre>{@code
 * ImportReader rows = JsonReader.open(input, mapping, builders);      // one array or object
 * ImportReader lines = NdjsonReader.open(input, mapping, builders);   // one object a line
 * }</pre>
 *
 * <p>JSON and NDJSON. Records are read by a cursor, one at a time, within the limits that hold for
 * every format. In NDJSON a broken line costs that line; where the text of a JSON file is broken,
 * the rows before it stand and all the rest is one reject. Amounts keep their decimals.
 */
@NullMarked
package org.davebank.exchange.json;

import org.jspecify.annotations.NullMarked;
