package org.davebank.membership;

import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * One belief about one member, as it travels.
 *
 * @param by who suspects or declared dead; null otherwise
 * @param ageMs how long ago a dead or departed member became so, 0 otherwise. It travels so that the
 *     belief is forgotten everywhere at about the same time, and is not passed on for ever
 */
public record Rumour(Member member, MemberState state, @Nullable MemberId by, long ageMs) {

    public static final long AGE_MS_MAX = 1L << 40;
}
