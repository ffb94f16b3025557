/**
 * Injects faults: plans that an operator or a simulation chooses, and the wrappers around a node's
 * ports that carry them out.
 *
 * <p>The same wrappers serve a live node and the simulator. Every plan expires by itself on its
 * node, and messages of the class CONTROL always pass, so that a fault can always be healed.
 */
@NullMarked
package org.davebank.fault;

import org.jspecify.annotations.NullMarked;
