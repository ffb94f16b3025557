/**
 * <pre>{@code
 *   | mark | kind, class | session | counter | sealed frames | tag |
 * }</pre>
 *
 * <p>What a datagram looks like, how it is sealed, and how two endpoints come to a session key
 * (Noise, pattern NNpsk0, with a cookie before any work is done for a stranger). Anything that does
 * not authenticate is refused before it is read. Plain seals exist for the simulator, which has
 * nobody to hide from.
 */
@NullMarked
package org.davebank.transport.packet;

import org.jspecify.annotations.NullMarked;
