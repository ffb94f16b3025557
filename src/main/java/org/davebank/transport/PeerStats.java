package org.davebank.transport;

/**
 * A snapshot of the transport's state for one peer.
 *
 * @param established whether messages can currently be sealed for the peer
 * @param srttNs smoothed round-trip time in nanoseconds
 * @param retransmits number of retransmitted chunks
 * @param lostPackets packets taken for lost, because others were acknowledged or nothing was
 * @param inFlightBytes bytes sent and neither acknowledged nor given up
 * @param windowBytes the congestion window
 * @param queuedBytes size of waiting or unacknowledged messages of all classes, including overhead
 * @param sessions number of completed handshakes with this peer
 * @param hellosUnanswered HELLOs sent in the pending handshake, 0 if there is none
 * @param expiredMessages number of messages that expired
 */
public record PeerStats(
        boolean established,
        long srttNs,
        long bytesIn,
        long bytesOut,
        long datagramsIn,
        long datagramsOut,
        long retransmits,
        long lostPackets,
        long inFlightBytes,
        long windowBytes,
        long queuedBytes,
        long sessions,
        long hellosUnanswered,
        long expiredMessages) {}
