/**
 * Consensus for one group: Raft as a pure function from inputs to effects.
 *
 * <p>{@link org.davebank.raft.Raft#step} takes a message, a proposal, a tick or a finished sync,
 * and returns what must be written, sent, applied and reported. It uses no clock, disk or network:
 * the node executes the effects in order and honours {@link
 * org.davebank.raft.RaftEffect.Send#afterSync}. The log's newest part is in memory; {@code RaftLog}
 * has a snapshot base that is not used yet.
 *
 * <p>Sources: Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014,
 * "the paper"), and Ongaro, "Consensus: Bridging Theory and Practice" (2014, "the thesis").
 */
@NullMarked
package org.davebank.raft;

import org.jspecify.annotations.NullMarked;
