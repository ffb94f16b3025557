/**
 * <pre>{@code
 *  /console/nodes            NodesView   a row for each node
 *  /console/nodes/Worker1    NodePage    process, replicas, figures, log, actions
 * }</pre>
 *
 * <p>Nodes as gossip and the host agents know them. A dead node is still shown, with the replicas
 * that it held and those rebuilt elsewhere.
 */
@NullMarked
package org.davebank.console.nodes;

import org.jspecify.annotations.NullMarked;
