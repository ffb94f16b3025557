package org.davebank.membership;

import org.davebank.base.Address;
import org.jspecify.annotations.Nullable;

/** What may happen to {@link Membership}. */
public sealed interface MembershipInput {

    /** Time has passed; due at {@link Membership#nextDeadlineNs}. */
    record Tick() implements MembershipInput {}

    /** @param from where an answer reaches the sender */
    record Received(Address from, MembershipMessage message) implements MembershipInput {}

    /** This node is going to stop and says so. */
    record Leave() implements MembershipInput {}

    /** What this node says about itself has changed. */
    record UpdateSelf(int httpPort, @Nullable Address agent) implements MembershipInput {}
}
