/**
 * <pre>{@code
 *  /console/nodes            NodesView   a row for each node
 *  /console/nodes/Worker1    NodePage    process, replicas, figures, log, actions
 * }</pre>
 *
 * <p>Nodes as gossip and the host agents know them. A node that is dead is still shown, with what
 * it held and with what was rebuilt elsewhere.
 */
@NullMarked
package org.davebank.console.nodes;

import org.jspecify.annotations.NullMarked;
