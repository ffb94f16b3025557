/**
 * <pre>{@code
 *   usual command ──► ChangeDemand ──► the same, or one about an account instead
 * }</pre>
 *
 * <p>What the simulated customers ask for besides postings. All choices come from a source of randomness of
 * its own, so that the other choices of a seed stay as they are.
 */
@NullMarked
package org.davebank.simulator.demand;

import org.jspecify.annotations.NullMarked;
