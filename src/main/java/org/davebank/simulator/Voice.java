package org.davebank.simulator;

import java.util.function.Supplier;
import org.davebank.base.Address;
import org.davebank.base.WireException;
import org.davebank.node.Node;
import org.davebank.node.wire.LifeMessage;
import org.davebank.node.wire.MessageCodec;
import org.davebank.node.wire.NodeMessage;
import org.davebank.simulator.check.OrderWatch;
import org.davebank.simulator.check.Violation;
import org.davebank.transport.packet.Priority;

/**
 * Observes what a machine sends: the checkers note its promises, and an ambush waits for a message.
 */
final class Voice {

    private final String name;
    private final ReplicaWatch watch;
    private final Ambush ambush;
    private final OrderWatch orders;

    Voice(String name, ReplicaWatch watch, Ambush ambush) {
        this.name = name;
        this.watch = watch;
        this.ambush = ambush;
        this.orders = new OrderWatch(name);
    }

    OrderWatch orders() {
        return orders;
    }

    /** Notes a message that leaves the process; returns whether it is an order of a supernode. */
    boolean heard(Supplier<Node> running, Address to, Priority priority, byte[] message) {
        boolean maybeEntries = priority == Priority.LOG && ambush.awaitsEntries();
        if (priority == Priority.HEARTBEAT || maybeEntries) {
            listen(running.get(), message);
        }
        orders.sent(to, message);
        return OrderWatch.orderTerm(message) > 0;
    }

    /** Notes what the message promises, and whether it springs a trap. */
    private void listen(Node running, byte[] message) {
        NodeMessage decoded;
        try {
            decoded = MessageCodec.decode(message);
        } catch (WireException e) {
            throw new Violation(name + " has sent what nobody can read: " + e.getMessage(), e);
        }
        if (decoded instanceof NodeMessage.Consensus consensus) {
            for (NodeMessage.Frame frame : consensus.frames()) {
                ambush.sent(frame, watch.sent(running, consensus, frame));
            }
        }
    }

    /** Checks that a node with no right to its member's place says only who it is. */
    void checkSilence(byte[] message, boolean second) {
        NodeMessage decoded;
        try {
            decoded = MessageCodec.decode(message);
        } catch (WireException e) {
            throw new Violation(name + " has sent what nobody can read: " + e.getMessage(), e);
        }
        if (!(decoded instanceof LifeMessage)) {
            throw new Violation(
                    "V: "
                            + name
                            + (second ? ", a copy," : ", restored from an older copy,")
                            + " takes part: "
                            + decoded);
        }
    }
}
