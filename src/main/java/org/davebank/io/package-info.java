/**
 * A node's access to the operating system: its clocks, folder, socket and thread.
 *
 * <p>{@link org.davebank.io.NodeLoop} owns the thread that runs a node and its transport. {@link
 * org.davebank.io.FileDisk} writes and syncs on its own thread and reports back to the loop, so
 * that a slow disk never delays a heartbeat. Nothing here depends on the bank's rules.
 */
@NullMarked
package org.davebank.io;

import org.jspecify.annotations.NullMarked;
