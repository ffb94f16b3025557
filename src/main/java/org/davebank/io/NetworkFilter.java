package org.davebank.io;

import java.util.function.BiConsumer;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.node.port.Network;
import org.davebank.node.port.Time;
import org.davebank.transport.packet.Priority;

/**
 * Filters datagrams between a node's endpoint and its socket: may drop, duplicate or delay them.
 * The loop calls all methods.
 */
public interface NetworkFilter extends Network {

    /** Creates the filter of a node. */
    @FunctionalInterface
    interface Factory {
        /**
         * @param socket receives outgoing datagrams
         * @param protocol receives incoming datagrams
         */
        NetworkFilter between(
                Network socket,
                BiConsumer<Address, byte[]> protocol,
                Time time,
                RandomSource random);
    }

    /** Whether all datagrams currently pass unchanged, so that the filter can be bypassed. */
    boolean isClear();

    /** Filters a datagram from the socket. */
    void incoming(Address from, Priority priority, byte[] datagram);

    /** The fault's offset of the node's wall clock, in milliseconds ahead. */
    long wallAheadMs();

    /** When {@link #release} is due, or Long.MAX_VALUE. */
    long nextDeadlineNs();

    /** Passes on delayed datagrams whose time has come. */
    void release();
}
