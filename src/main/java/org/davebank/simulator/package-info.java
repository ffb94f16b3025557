/**
 * Runs whole networks of the real {@link org.davebank.node.Node} in virtual time, on one thread and
 * one seed, with faults, clients and checkers.
 *
 * <p>{@link org.davebank.simulator.Simulation} takes one event after the other (a message, a
 * finished sync, a deadline, a client's request, a fault), delivers it to its machine, and has the
 * change judged at once. The same seed gives the same run, event by event; the trace hash proves
 * it. A machine may lose its unsynced writes at any effect, be killed, paused, cut off, or have
 * wrong clocks. Checkers see only what nodes show: committed entries, roles and terms, messages on
 * the wire, answers to clients.
 */
@NullMarked
package org.davebank.simulator;

import org.jspecify.annotations.NullMarked;
