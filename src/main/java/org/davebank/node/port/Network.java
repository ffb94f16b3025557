package org.davebank.node.port;

import org.davebank.base.Address;
import org.davebank.transport.packet.Priority;

/** Sends messages to other nodes. They may be lost, delayed, duplicated or reordered. */
public interface Network {

    /** Never throws and never blocks: drops what it cannot send. */
    void send(Address to, Priority priority, byte[] message);
}
