package org.davebank.transport;

import org.davebank.base.Address;
import org.davebank.transport.packet.Priority;

/**
 * The output of an {@link Endpoint}, passed to each of its methods. {@link #deliver} may call
 * {@link Endpoint#send}, but no other method of the endpoint.
 */
public interface Effects {

    /**
     * Sends a datagram, which may be lost.
     *
     * @param buffer belongs to the endpoint and is overwritten after this call returns
     */
    void sendDatagram(Address to, Priority priority, byte[] buffer, int offset, int length);

    /**
     * Delivers a complete message from an authenticated peer; the array now belongs to the
     * receiver.
     */
    void deliver(Address from, Priority priority, byte[] message);

    /**
     * A handshake used another cluster key. Reported at most once a minute; {@link
     * EndpointStats#keysRejected} counts all.
     */
    default void keyRejected(Address from) {}
}
