/**
 * Faults on purpose: plans that a person or a simulation chooses, and the wrappers that carry them out
 * around a node's ports.
 *
 * <p>The same wrappers serve a live node and the simulator. Every plan expires by itself on the node
 * that it was given to, and messages of the class CONTROL are never touched, so that a fault can
 * always be healed.
 */
@NullMarked
package org.davebank.fault;

import org.jspecify.annotations.NullMarked;
