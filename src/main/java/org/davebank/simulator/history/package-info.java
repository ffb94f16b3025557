/**
 * What the customers of a simulated bank asked and heard, as a {@link org.davebank.history.History} for the two checkers
 * that know nothing of logs and replicas.
 */
@NullMarked
package org.davebank.simulator.history;

import org.jspecify.annotations.NullMarked;
