/**
 * Basic types of all rooms: ids, money, invariants, the wire codec and seeded randomness.
 *
 * <p>Everything here is pure: it depends on the JDK alone, reads no clock, and keeps no state outside
 * its objects.
 */
@NullMarked
package org.davebank.base;

import org.jspecify.annotations.NullMarked;
