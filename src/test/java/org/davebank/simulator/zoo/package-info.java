/**
 * Bugs that the simulator must find: each is planted into the sources, one at a time, and seeds run
 * until one of them breaks a rule. A checker that has never found anything proves nothing.
 */
@NullMarked
package org.davebank.simulator.zoo;

import org.jspecify.annotations.NullMarked;
