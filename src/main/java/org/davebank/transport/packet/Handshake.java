package org.davebank.transport.packet;

import org.jspecify.annotations.Nullable;

/**
 * One side of the two-message exchange that derives a session's keys. The initiator writes, then
 * reads; the responder reads, then writes. The object is unusable after a failed read; the
 * initiator may try the next answer with a {@link #copy} made before.
 */
public sealed interface Handshake permits NoiseHandshake, PlainHandshake {

    /** This side's ephemeral public key; the initiator has it from the start. */
    byte[] ephemeral();

    /**
     * This side's message with a sealed payload: 32 bytes of key, the payload, 16 bytes of tag.
     * Null if the other side's key yields no shared secret.
     */
    byte @Nullable [] write(byte[] payload);

    /** The payload of the other side's message, or null if it is not authentic. */
    byte @Nullable [] read(byte[] message, int offset, int length);

    /** A copy of the state, so that a forged answer cannot break the handshake. */
    Handshake copy();

    /** Seals this side's packets; available after both messages. */
    Seal sender();

    /** Opens the other side's packets; available after both messages. */
    Seal receiver();

    static Handshake initiator(
            Sealing sealing, byte[] clusterKey, byte[] prologue, EntropySource entropy) {
        return start(sealing, true, clusterKey, prologue, entropy);
    }

    static Handshake responder(
            Sealing sealing, byte[] clusterKey, byte[] prologue, EntropySource entropy) {
        return start(sealing, false, clusterKey, prologue, entropy);
    }

    private static Handshake start(
            Sealing sealing,
            boolean initiator,
            byte[] clusterKey,
            byte[] prologue,
            EntropySource entropy) {
        return switch (sealing) {
            case NOISE -> new NoiseHandshake(initiator, clusterKey, prologue, entropy);
            case PLAIN -> new PlainHandshake(initiator, clusterKey, prologue, entropy);
        };
    }
}
