package org.davebank.transport;

/** What an endpoint counts; see {@link EndpointStats}. */
final class Counters {
    long malformed;
    long keysRejected;
    long forged;
    long replayed;
    long unknownSession;
    long cookiesSent;
    long handshakesAnswered;
    long fragmentsRefused;

    EndpointStats snapshot(int peers) {
        return new EndpointStats(
                peers,
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
