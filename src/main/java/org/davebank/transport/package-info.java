/**
 * The bank's own protocol over datagrams: sealed packets, handshake, acknowledgements,
 * retransmission, fragments, a congestion window and four priority classes.
 *
 * <p>An {@link org.davebank.transport.Endpoint} is one node's end of it. It is pure: datagrams and
 * the time come in as arguments, datagrams and messages go out through {@link
 * org.davebank.transport.Effects}; whoever owns the socket drives it. Messages are delivered whole
 * and once, in no promised order. Every packet is authenticated; what fails that is dropped and
 * counted.
 */
@NullMarked
package org.davebank.transport;

import org.jspecify.annotations.NullMarked;
