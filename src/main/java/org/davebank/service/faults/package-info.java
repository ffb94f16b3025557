/**
 * <pre>{@code
 *  person -> FaultService -> control channel of the node   inject, heal, log tail
 *                         -> agent of its machine          kill, stop, pause, resume, revive
 * }</pre>
 *
 * <p>Injects failures on purpose, and heals them. {@link org.davebank.service.faults.FaultService}
 * resolves the target to a node and starts the fault there; every fault ends by itself after its
 * time. {@link org.davebank.service.faults.Agents} asks the host agents about processes. Each
 * action is recorded in the system group with its outcome and the name of the caller.
 */
@NullMarked
package org.davebank.service.faults;

import org.jspecify.annotations.NullMarked;
