/**
 * <pre>{@code
 *  OverviewView = Soundness + figures + Curve of traffic + newest events
 * }</pre>
 *
 * <p>The first page: whether the money adds up, whether every shard takes writes, and recent
 * events. Each figure shows its age.
 */
@NullMarked
package org.davebank.console.overview;

import org.jspecify.annotations.NullMarked;
