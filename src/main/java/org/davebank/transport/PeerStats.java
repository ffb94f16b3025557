package org.davebank.transport;

/**
 * One peer as the transport sees it, at the moment of asking.
 *
 * @param established true when messages can be sealed for the peer now
 * @param srttNs smoothed round-trip time in nanoseconds
 * @param retransmits chunks that were sent again
 * @param lostPackets packets taken for lost, because others were acknowledged or nothing was
 * @param inFlightBytes sent and not yet acknowledged or given up
 * @param windowBytes the congestion window
 * @param queuedBytes waiting or unacknowledged messages of all classes, with their overhead
 * @param sessions handshakes completed with this peer
 * @param hellosUnanswered first messages sent in the handshake that is under way, 0 when there is
 *     none
 * @param expiredMessages messages given up because they became too old
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
