package org.davebank.io;

import java.util.function.BiConsumer;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.node.port.Network;
import org.davebank.node.port.Time;
import org.davebank.transport.packet.Priority;

/**
 * Stands between a node's end of the protocol and its socket, and may lose, double or delay the
 * datagrams that pass. All methods are called by the loop.
 */
public interface NetworkFilter extends Network {

    /** Makes the filter of one node. */
    @FunctionalInterface
    interface Factory {
        /**
         * @param socket takes what leaves
         * @param protocol takes what arrives
         */
        NetworkFilter between(
                Network socket,
                BiConsumer<Address, byte[]> protocol,
                Time time,
                RandomSource random);
    }

    /** True when everything would pass as it is just now, so that nobody need ask for each. */
    boolean isClear();

    /** Takes a datagram that the socket received. */
    void incoming(Address from, Priority priority, byte[] datagram);

    /** By how many milliseconds a fault sets the node's wall clock ahead. */
    long wallAheadMs();

    /** When {@link #release} is due, or Long.MAX_VALUE. */
    long nextDeadlineNs();

    /** Lets through what was held back for long enough. */
    void release();
}
