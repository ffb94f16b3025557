package org.davebank.node.port;

import org.davebank.base.Address;
import org.davebank.transport.packet.Priority;

/** Sends messages to other nodes. They may be lost, delayed, doubled or reordered on the way. */
public interface Network {

    /** Never throws and never blocks: what cannot be sent is lost. */
    void send(Address to, Priority priority, byte[] message);
}
