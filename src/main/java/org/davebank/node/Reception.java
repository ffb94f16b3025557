package org.davebank.node;

import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.WireException;
import org.davebank.membership.MembershipInput;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.wire.Asker;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.RaftInput;
import org.davebank.transport.packet.Priority;

/** Dispatches messages from the network to the parts of the node. */
final class Reception {

    private final Parts parts;

    Reception(Parts parts) {
        this.parts = parts;
    }

    /**
     * @return false if the message was dropped: undecodable, or from a life that is not accepted
     */
    boolean receive(Address from, byte[] bytes) {
        NodeMessage message;
        try {
            message = MessageCodec.decode(bytes, parts.settings.formats().messages());
        } catch (WireException | IllegalArgumentException e) {
            // Only a node of another version, or a bug of ours, can cause this.
            parts.refusals.unreadable(from, String.valueOf(e.getMessage()));
            return false;
        }
        if (!(message instanceof LifeMessage) && !parts.lives.admits(from, message)) {
            return false;
        }
        long nowNs = parts.time.nowNs();
        switch (message) {
            case LifeMessage m -> parts.lives.receive(from, m);
            case NodeMessage.Consensus m -> consensus(m);
            case NodeMessage.Gossip m ->
                    parts.neighbours.step(new MembershipInput.Received(from, m.message()), nowNs);
            case NodeMessage.Request m -> serve(from, m);
            case NodeMessage.Response m -> parts.requests.receive(m.id(), m.reply(), nowNs);
            case NodeMessage.Report m -> take(m.report(), nowNs);
        }
        return true;
    }

    private void consensus(NodeMessage.Consensus message) {
        if (!message.to().equals(parts.self)) {
            return; // Meant for an earlier life of this node, before its folder was lost.
        }
        parts.clocks.observe(message.from(), message.clock());
        for (NodeMessage.Frame frame : message.frames()) {
            GroupReplica<?> replica = parts.replicas.find(frame.group());
            if (replica != null && parts.clearance.admits(message.from(), frame, replica.raft())) {
                replica.step(new RaftInput.Received(message.from(), frame.message()));
            }
        }
    }

    private void serve(Address from, NodeMessage.Request request) {
        Priority priority =
                switch (request.body()) {
                    case RequestBody.Control b -> Priority.CONTROL;
                    case RequestBody.ReadChunk b -> Priority.FILE;
                    default -> Priority.LOG;
                };
        parts.handler.handle(
                new Asker(from, request.id()),
                request.body(),
                reply ->
                        parts.lives.send(
                                from, priority, new NodeMessage.Response(request.id(), reply)));
    }

    private void take(NodeReport report, long nowNs) {
        parts.events.observe(report.events());
        for (GroupId group : parts.reports.take(report, parts.routes, nowNs)) {
            parts.requests.leaderChanged(group, nowNs);
        }
    }
}
