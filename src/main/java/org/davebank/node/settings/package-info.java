/**
 * <pre>{@code
 * new NodeSettings(..., FileSettings.DEFAULT, ReplicaSettings.DEFAULT, ScanSettings.DEFAULT)
 * }</pre>
 *
 * <p>All limits and times of a node, with their units. The simulator shrinks them depending on the
 * seed.
 */
@NullMarked
package org.davebank.node.settings;

import org.jspecify.annotations.NullMarked;
