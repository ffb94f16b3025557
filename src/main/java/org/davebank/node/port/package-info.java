/**
 * <pre>{@code
 * network.send(to, priority, message);   // may be lost, doubled or late; never throws
 * disk.sync(ticket);                     // a completion comes back as an input
 * time.nowNs();                          // monotonic, and wallMs() for people
 * }</pre>
 *
 * <p>What a node needs from its environment. There are real ports, simulated ports, and wrappers
 * that inject faults. The rooms inside a node see that node as {@link
 * org.davebank.node.port.Surroundings}, and nothing else of it.
 */
@NullMarked
package org.davebank.node.port;

import org.jspecify.annotations.NullMarked;
