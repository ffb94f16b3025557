/**
 * <pre>{@code
 *   commands ──► GroupReplica ── one entry ──► Raft ── committed ──► StateMachine ──► replies
 *   queries  ──► Scans ── slices between entries ──► replies
 * }</pre>
 *
 * <p>One group on this node: batches, consensus, the state machine that applies what is committed,
 * and the clocks that a leader must agree with. Queues and entries have limits; what is more is
 * refused before it is proposed.
 */
@NullMarked
package org.davebank.node.replica;

import org.jspecify.annotations.NullMarked;
