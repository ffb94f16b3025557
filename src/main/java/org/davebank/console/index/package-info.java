/**
 * <pre>{@code
 *  /console/index?key=12345678    key -> slot -> shard -> replicas, leader, holders of a file
 * }</pre>
 *
 * <p>Where a key is: the distributed index, followed step by step as a request would follow it.
 */
@NullMarked
package org.davebank.console.index;

import org.jspecify.annotations.NullMarked;
