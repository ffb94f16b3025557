package org.davebank.transport;

import java.util.Collection;

/** The counters of an endpoint; see {@link EndpointStats}. */
final class Counters {
    long messagesTaken;
    long messagesRefused;
    long malformed;
    long keysRejected;
    long forged;
    long replayed;
    long unknownSession;
    long cookiesSent;
    long handshakesAnswered;
    long fragmentsRefused;

    /** Of the peers that are forgotten. */
    private Traffic before = Traffic.NONE;

    void forget(Peer peer) {
        before = before.plus(peer.stats());
    }

    EndpointStats snapshot(Collection<Peer> peers) {
        Traffic traffic = before;
        for (Peer peer : peers) {
            traffic = traffic.plus(peer.stats());
        }
        return new EndpointStats(
                peers.size(),
                messagesTaken,
                messagesRefused,
                traffic,
                malformed,
                keysRejected,
                forged,
                replayed,
                unknownSession,
                cookiesSent,
                handshakesAnswered,
                fragmentsRefused);
    }
}
