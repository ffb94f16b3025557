package org.davebank.transport;

import org.davebank.transport.packet.Handshake;

/** A handshake that this side has begun and that is not answered yet. */
final class Outgoing implements Slot {

    private final long id;
    final Peer peer;
    final Handshake handshake;
    final byte[] hello;
    final long startedNs;

    /** Whether it is retried on a timer; otherwise only received bytes allow a HELLO. */
    boolean eager;

    int attempts;
    long sentNs;
    long pauseNs;

    Outgoing(long id, Peer peer, Handshake handshake, byte[] hello, long pauseNs, long nowNs) {
        this.id = id;
        this.peer = peer;
        this.handshake = handshake;
        this.hello = hello;
        this.pauseNs = pauseNs;
        this.startedNs = nowNs;
        this.sentNs = nowNs - pauseNs;
    }

    @Override
    public long id() {
        return id;
    }

    /** When HELLO is sent again. */
    long nextSendNs() {
        return sentNs + pauseNs;
    }
}
