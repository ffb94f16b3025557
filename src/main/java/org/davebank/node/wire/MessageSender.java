package org.davebank.node.wire;

import org.davebank.base.Address;
import org.davebank.transport.packet.Priority;

/** Sends messages to other nodes, to each in a version that it reads. */
public interface MessageSender {

    /** The message may be lost, delayed or doubled on the way. */
    void send(Address to, Priority priority, NodeMessage message);
}
