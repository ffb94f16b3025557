package org.davebank.membership;

import org.davebank.base.Address;

/** An input of {@link Membership}. */
public sealed interface MembershipInput {

    /** Time has passed; due at {@link Membership#nextDeadlineNs}. */
    record Tick() implements MembershipInput {}

    /** @param from address for an answer to the sender */
    record Received(Address from, MembershipMessage message) implements MembershipInput {}

    /** This node announces that it stops. */
    record Leave() implements MembershipInput {}
}
