/**
 * <pre>{@code
 *   | mark | kind, class | session | counter | sealed frames | tag |
 * }</pre>
 *
 * <p>The format and sealing of datagrams, and the handshake for session keys (Noise, pattern
 * NNpsk0, with a cookie under load before any work for an unknown address). Unauthentic packets are
 * refused before they are decoded. Plain seals are for the simulator, which needs no secrecy.
 */
@NullMarked
package org.davebank.transport.packet;

import org.jspecify.annotations.NullMarked;
