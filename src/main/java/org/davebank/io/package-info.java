/**
 * Where a node meets the operating system: its clocks, its folder, its socket and its one thread.
 *
 * <p>{@link org.davebank.io.NodeLoop} owns the thread on which a node and its transport live.
 * {@link org.davebank.io.FileDisk} writes and syncs on a thread of its own and reports back to the
 * loop, so that a slow disk never delays a heartbeat. Nothing here decides anything about the bank.
 */
@NullMarked
package org.davebank.io;

import org.jspecify.annotations.NullMarked;
