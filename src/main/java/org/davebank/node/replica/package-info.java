/**
 * <pre>{@code
 *   commands ──► GroupReplica ── one entry ──► Raft ── committed ──► StateMachine ──► replies
 *   queries  ──► Scans ── slices between entries ──► replies
 * }</pre>
 *
 * <p>One group on this node: batches, consensus, the state machine that applies committed entries,
 * and the clocks that a leader must agree with. Queues and entries have limits; excess commands are
 * refused before they are proposed.
 */
@NullMarked
package org.davebank.node.replica;

import org.jspecify.annotations.NullMarked;
