/**
 * Who is here, who is suspected, who is gone: SWIM (Das, Gupta, Motivala, DSN 2002) with the
 * extensions of Lifeguard (Dadgar, Phillips, Currey, 2018).
 *
 * <p>What this room says is a hint for routing and for people. It never removes a voter: the
 * configurations of the consensus groups are the truth about those.
 */
@NullMarked
package org.davebank.membership;

import org.jspecify.annotations.NullMarked;
