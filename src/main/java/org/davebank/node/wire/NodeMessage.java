package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.membership.MembershipMessage;
import org.davebank.raft.RaftMessage;

/** A message between nodes. */
public sealed interface NodeMessage
        permits NodeMessage.Consensus,
                NodeMessage.Gossip,
                NodeMessage.Request,
                NodeMessage.Response,
                NodeMessage.Report,
                LifeMessage {

    /**
     * The consensus messages of one turn from one node to another for all groups, so that an idle
     * pair of nodes exchanges one datagram per heartbeat, however many groups they share.
     *
     * @param clock clocks of the sender
     * @param to a node that has lost its folder drops messages for its earlier member id
     */
    record Consensus(MemberId from, MemberId to, ClockReading clock, List<Frame> frames)
            implements NodeMessage {
        public Consensus {
            frames = List.copyOf(frames);
        }
    }

    /** One group's message within {@link Consensus}. */
    record Frame(GroupId group, RaftMessage message) {}

    /** A membership message. */
    record Gossip(MembershipMessage message) implements NodeMessage {}

    /** @param id chosen by the sender; the response repeats it */
    record Request(long id, RequestBody body) implements NodeMessage {}

    record Response(long id, Reply reply) implements NodeMessage {}

    /** A node's report about itself, for the server nodes. */
    record Report(NodeReport report) implements NodeMessage {}
}
