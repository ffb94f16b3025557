/**
 * <pre>{@code
 *  person -> FaultService -> control channel of the node   inject, heal, log tail
 *                         -> agent of its machine          kill, stop, pause, resume, revive
 * }</pre>
 *
 * <p>Breaking the network on purpose, and healing it. {@link
 * org.davebank.service.faults.FaultService} finds the node that a target means, now, and begins
 * the fault there; every fault ends by itself after its time. {@link
 * org.davebank.service.faults.Agents} asks the host agents about processes. Each act is recorded
 * in the system group with its outcome and the name of who did it.
 */
@NullMarked
package org.davebank.service.faults;

import org.jspecify.annotations.NullMarked;
