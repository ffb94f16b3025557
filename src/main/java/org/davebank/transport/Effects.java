package org.davebank.transport;

import org.davebank.base.Address;
import org.davebank.transport.packet.Priority;

/**
 * What an {@link Endpoint} wants done. The caller of each of its methods passes one. {@link
 * #deliver} may call {@link Endpoint#send}; nothing else of the endpoint may be called from here.
 */
public interface Effects {

    /**
     * A datagram to put on the network; losing it is allowed.
     *
     * @param buffer belongs to the endpoint and is overwritten after this call returns
     */
    void sendDatagram(Address to, Priority priority, byte[] buffer, int offset, int length);

    /** A whole message from an authenticated peer; the array now belongs to the receiver. */
    void deliver(Address from, Priority priority, byte[] message);

    /**
     * Somebody's handshake was made with another cluster key. Reported at most once a minute,
     * however many there are; {@link EndpointStats#keysRejected} counts all.
     */
    default void keyRejected(Address from) {}
}
