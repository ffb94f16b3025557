/**
 * One node: consensus groups, membership, routing and the journal put together over three ports.
 *
 * <p>{@link org.davebank.node.Node} takes inputs (a message, a finished sync, a client's request, the
 * time) and carries out what the pure rooms below answer. It persists before it sends: whatever
 * depends on a sync leaves only after that sync. The ports {@link org.davebank.node.Network},
 * {@link org.davebank.node.Disk} and {@link org.davebank.node.Time} are real in production and made of
 * virtual time in the simulator; nothing here knows which.
 */
@NullMarked
package org.davebank.node;

import org.jspecify.annotations.NullMarked;
