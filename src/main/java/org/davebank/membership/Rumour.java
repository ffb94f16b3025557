package org.davebank.membership;

import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * A belief about one member, as sent to others.
 *
 * @param by the member that suspects it or declared it dead; null otherwise
 * @param ageMs how long ago a dead or departed member became so, 0 otherwise. With it all nodes
 *     forget the belief at about the same time, so that it does not circulate for ever
 */
public record Rumour(Member member, MemberState state, @Nullable MemberId by, long ageMs) {

    public static final long AGE_MS_MAX = 1L << 40;
}
