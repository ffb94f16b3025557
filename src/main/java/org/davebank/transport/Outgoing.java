package org.davebank.transport;

import org.davebank.transport.packet.Handshake;

/** A handshake that this side began and that was not answered yet. */
final class Outgoing implements Slot {

    private final long id;
    final Peer peer;
    final Handshake handshake;
    final byte[] hello;
    final long startedNs;

    /** True when it is repeated by itself; otherwise each HELLO is paid for by what came in. */
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

    /** When HELLO is repeated. */
    long nextSendNs() {
        return sentNs + pauseNs;
    }
}
