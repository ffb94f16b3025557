/**
 * Membership and failure detection: SWIM (Das, Gupta, Motivala, DSN 2002) with the extensions of
 * Lifeguard (Dadgar, Phillips, Currey, 2018).
 *
 * <p>Its results are hints for routing and for people. It never removes a voter: the configurations
 * of the consensus groups are authoritative.
 */
@NullMarked
package org.davebank.membership;

import org.jspecify.annotations.NullMarked;
