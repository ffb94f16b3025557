/**
 * <pre>{@code
 * NodeProcess node = NodeProcess.start(start, web);      // web is null for a worker
 * Services services = Services.start(node);              // servers only, like all below
 * node.releaseHttpPort();
 * var context = ServerApplication.start(host, node.httpPort(), node.folder(), services.beans());
 * node.serving();                                        // reports it to the agent
 * }</pre>
 *
 * <p>Assembles the process of a node: folder, lock and secrets, the loop with faults around its
 * socket, the reports to the host agent; and for a server the services, Spring, and access control
 * for HTTP.
 *
 * <p>{@link org.davebank.process.NodeProcess} loads no Spring class: a worker is the bare core.
 * Spring gets finished services and owns none of them. A node stops before its web side does, so
 * that others take over at once. A process that can no longer trust its own state halts.
 */
@NullMarked
package org.davebank.process;

import org.jspecify.annotations.NullMarked;
