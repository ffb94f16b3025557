package org.davebank.membership;

import org.davebank.base.Address;
import org.jspecify.annotations.Nullable;

/** What the node must do, in the order given. */
public sealed interface MembershipEffect {

    /** Best effort; may be lost, doubled or reordered. */
    record Send(Address to, MembershipMessage message) implements MembershipEffect {}

    /** A belief about another member has changed; {@code before} is null for one not known. */
    record Changed(@Nullable MemberStatus before, MemberStatus now) implements MembershipEffect {}

    /**
     * This node announces a higher incarnation. To be persisted soon, so that its next life starts
     * above it; nothing needs to wait for that, a life that starts too low is told and raises.
     */
    record IncarnationRaised(long incarnation) implements MembershipEffect {}

    /** Somebody answered for the first time, and nobody else has this node's name. Sent once. */
    record Joined() implements MembershipEffect {}

    /**
     * Another node goes by this one's name. Sent once; nothing comes after it, and this node was
     * never announced to anybody.
     */
    record NameTaken(Member holder) implements MembershipEffect {}
}
