package org.davebank.membership;

import org.davebank.base.Address;
import org.jspecify.annotations.Nullable;

/** An effect for the node to execute, in order. */
public sealed interface MembershipEffect {

    /** Best effort; may be lost, duplicated or reordered. */
    record Send(Address to, MembershipMessage message) implements MembershipEffect {}

    /** The belief about another member has changed; {@code before} is null for a new member. */
    record Changed(@Nullable MemberStatus before, MemberStatus now) implements MembershipEffect {}

    /**
     * This node announces a higher incarnation. Persist it soon, so that the next life starts above
     * it. Nothing needs to wait for that: a life that starts too low learns it and raises its own.
     */
    record IncarnationRaised(long incarnation) implements MembershipEffect {}

    /** A node has answered for the first time, and this node holds its name. Sent once. */
    record Joined() implements MembershipEffect {}

    /**
     * Another node holds this node's name. Sent once and last; this node has never announced
     * itself.
     */
    record NameTaken(Member holder) implements MembershipEffect {}
}
