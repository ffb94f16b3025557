/**
 * <pre>{@code
 * new NodeSettings(..., FileSettings.DEFAULT, ReplicaSettings.DEFAULT, ScanSettings.DEFAULT)
 * }</pre>
 *
 * <p>Every limit and time of a node, with its unit. The simulator shrinks them with the seed.
 */
@NullMarked
package org.davebank.node.settings;

import org.jspecify.annotations.NullMarked;
