/**
 * <pre>{@code
 * endpoint.send(peer, Priority.LOG, message, nowNs, effects);
 * endpoint.receive(from, datagram, offset, length, nowNs, effects);   // delivers messages
 * endpoint.tick(nowNs, effects);                                      // at nextDeadlineNs()
 * }</pre>
 *
 * <p>The bank's protocol over datagrams: handshake, acknowledgements, retransmission, fragments,
 * a congestion window and four priority classes. An {@link org.davebank.transport.Endpoint} is one
 * node's end of it. It is pure: datagrams and the time are arguments, outgoing datagrams and
 * messages go through {@link org.davebank.transport.Effects}; the owner of the socket drives it.
 * Messages are delivered complete and at most once, in no guaranteed order. Every packet is
 * authenticated; packets that fail are dropped and counted.
 */
@NullMarked
package org.davebank.transport;

import org.jspecify.annotations.NullMarked;
