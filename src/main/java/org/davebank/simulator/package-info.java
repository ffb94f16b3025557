/**
 * Whole networks of the same {@link org.davebank.node.Node} in virtual time, on one thread and one
 * seed, with faults, clients and checkers.
 *
 * <p>{@link org.davebank.simulator.Simulation} takes one event after the other (a message, a finished
 * sync, a deadline, a client's request, a fault), gives it to the machine it is for, and has what
 * changed judged at once. The same seed gives the same run, event by event; the trace hash proves it.
 * A machine may lose its unsynced writes at any effect, be killed, paused, cut off, or have wrong
 * clocks. Checkers know nothing of the nodes' code but what it shows: committed entries, roles and
 * terms, messages on the wire, answers to clients.
 */
@NullMarked
package org.davebank.simulator;

import org.jspecify.annotations.NullMarked;
