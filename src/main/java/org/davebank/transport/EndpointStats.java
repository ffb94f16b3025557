package org.davebank.transport;

/**
 * Counters of an endpoint since it was made.
 *
 * @param peers addresses with state now
 * @param messagesTaken messages that were queued for a peer
 * @param messagesRefused messages not taken because they are too large, a queue is full, or there
 *     are too many peers
 * @param malformed packets that are none of this protocol, or authentic ones with a broken content
 * @param keysRejected handshake messages made with another key, or damaged
 * @param forged packets of a known session that fail authentication
 * @param replayed packets that had been received before, or are too old to tell
 * @param unknownSession sealed packets for a session that this endpoint does not have
 * @param cookiesSent handshakes sent back for a proof of address
 * @param handshakesAnswered handshakes answered with a key agreement
 * @param fragmentsRefused fragments not taken because the space for partial messages was used up
 */
public record EndpointStats(
        long peers,
        long messagesTaken,
        long messagesRefused,
        Traffic traffic,
        long malformed,
        long keysRejected,
        long forged,
        long replayed,
        long unknownSession,
        long cookiesSent,
        long handshakesAnswered,
        long fragmentsRefused) {

    /** Packets that were not taken: no packets of ours, forged, too late, or of no session here. */
    public long packetsRefused() {
        return malformed + forged + replayed + unknownSession;
    }
}
