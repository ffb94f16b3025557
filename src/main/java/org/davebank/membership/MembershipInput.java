package org.davebank.membership;

import org.davebank.base.Address;

/** What may happen to {@link Membership}. */
public sealed interface MembershipInput {

    /** Time has passed; due at {@link Membership#nextDeadlineNs}. */
    record Tick() implements MembershipInput {}

    /** @param from where an answer reaches the sender */
    record Received(Address from, MembershipMessage message) implements MembershipInput {}

    /** This node is going to stop and says so. */
    record Leave() implements MembershipInput {}
}
