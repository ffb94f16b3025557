package org.davebank.transport;

/**
 * Counters of an endpoint since its creation.
 *
 * @param peers number of addresses with state
 * @param messagesTaken messages that were queued for a peer
 * @param messagesRefused messages not taken because they are too large, a queue is full, or there
 *     are too many peers
 * @param malformed packets of other protocols, or authentic ones with invalid content
 * @param keysRejected handshake messages with another key, or damaged ones
 * @param forged packets of a known session that fail authentication
 * @param replayed packets that were received before, or are too old to tell
 * @param unknownSession sealed packets for a session that this endpoint does not have
 * @param cookiesSent handshakes answered with a request to prove the address
 * @param handshakesAnswered handshakes answered with a key agreement
 * @param fragmentsRefused fragments refused because the space for partial messages was exhausted
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
