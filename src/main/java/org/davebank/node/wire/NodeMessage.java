package org.davebank.node.wire;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.membership.MembershipMessage;
import org.davebank.raft.RaftMessage;

/** Everything that nodes say to each other. */
public sealed interface NodeMessage
        permits NodeMessage.Consensus,
                NodeMessage.Gossip,
                NodeMessage.Request,
                NodeMessage.Response,
                NodeMessage.Report,
                LifeMessage {

    /**
     * The consensus messages of one turn from one node to another, all groups together, so that an
     * idle pair of nodes exchanges one datagram a heartbeat however many groups they share.
     *
     * @param clock of the sender
     * @param to a message for an earlier life of a wiped node is dropped by the new one
     */
    record Consensus(MemberId from, MemberId to, ClockReading clock, List<Frame> frames)
            implements NodeMessage {
        public Consensus {
            frames = List.copyOf(frames);
        }
    }

    /** One group's message within {@link Consensus}. */
    record Frame(GroupId group, RaftMessage message) {}

    /** A probe, an answer or gossip about who is here. */
    record Gossip(MembershipMessage message) implements NodeMessage {}

    /** @param id chosen by the sender; the response carries it back */
    record Request(long id, RequestBody body) implements NodeMessage {}

    record Response(long id, Reply reply) implements NodeMessage {}

    /** A node about itself, for the server nodes. */
    record Report(NodeReport report) implements NodeMessage {}
}
