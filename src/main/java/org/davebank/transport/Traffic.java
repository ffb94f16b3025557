package org.davebank.transport;

/**
 * What an endpoint has sent to all its peers and had from them, also those that it has forgotten.
 *
 * @param lostPackets packets taken for lost, because others were acknowledged or nothing was
 * @param repeatedChunks chunks of messages that were sent again
 * @param expiredMessages messages given up because they became too old
 */
public record Traffic(
        long datagramsIn,
        long datagramsOut,
        long lostPackets,
        long repeatedChunks,
        long expiredMessages) {

    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

    Traffic plus(PeerStats peer) {
        return new Traffic(
                datagramsIn + peer.datagramsIn(),
                datagramsOut + peer.datagramsOut(),
                lostPackets + peer.lostPackets(),
                repeatedChunks + peer.retransmits(),
                expiredMessages + peer.expiredMessages());
    }
}
