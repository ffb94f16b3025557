/**
 * <pre>{@code
 * XMLStreamReader xml = XmlSource.open(input, null);
 * RowReader rows = new XmlReader(input, xml, builders);
 * }</pre>
 *
 * <p>The bank's own XML, {@code urn:davebank:1}, and safe XML for every dialect. {@link
 * org.davebank.exchange.xml.XmlGuard} refuses document types and with them all entities, bounds
 * each piece that a parser holds as a whole, and makes characters that XML forbids cost their row
 * and not their file. What is written here is valid by {@code davebank-1.xsd}.
 */
@NullMarked
package org.davebank.exchange.xml;

import org.jspecify.annotations.NullMarked;
