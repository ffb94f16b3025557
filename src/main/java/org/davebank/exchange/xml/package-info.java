/**
 * <pre>{@code
 * XMLStreamReader xml = XmlSource.open(input, null);
 * RowReader rows = new XmlReader(input, xml, builders);
 * }</pre>
 *
 * <p>The bank's own XML, {@code urn:davebank:1}, and safe parsing for every dialect. {@link
 * org.davebank.exchange.xml.XmlGuard} refuses document types and so all entities, limits each piece
 * that a parser holds as a whole, and makes forbidden characters cost their row, not their file.
 * Exports are valid against {@code davebank-1.xsd}.
 */
@NullMarked
package org.davebank.exchange.xml;

import org.jspecify.annotations.NullMarked;
