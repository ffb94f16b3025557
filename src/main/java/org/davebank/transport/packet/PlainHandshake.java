package org.davebank.transport.packet;

import java.util.Arrays;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's handshake: the same messages, lengths and failures as {@link NoiseHandshake},
 * with a checksum over the cluster key and all messages so far. It provides no secrecy.
 */
final class PlainHandshake implements Handshake {

    private static final int KEY_BYTES = 32;

    private final boolean initiator;
    private final EntropySource entropy;
    private final byte[] own = new byte[KEY_BYTES];
    private long transcript;

    PlainHandshake(boolean initiator, byte[] clusterKey, byte[] prologue, EntropySource entropy) {
        this.initiator = initiator;
        this.entropy = entropy;
        mix(clusterKey, 0, clusterKey.length);
        mix(prologue, 0, prologue.length);
        if (initiator) {
            entropy.nextBytes(own);
        }
    }

    private PlainHandshake(PlainHandshake other) {
        this.initiator = other.initiator;
        this.entropy = other.entropy;
        System.arraycopy(other.own, 0, own, 0, KEY_BYTES);
        this.transcript = other.transcript;
    }

    @Override
    public Handshake copy() {
        return new PlainHandshake(this);
    }

    @Override
    public byte[] ephemeral() {
        return own.clone();
    }

    @Override
    public byte @Nullable [] write(byte[] payload) {
        if (!initiator) {
            entropy.nextBytes(own);
        }
        int end = KEY_BYTES + payload.length;
        byte[] message = Arrays.copyOf(own, end + Seal.TAG_BYTES);
        System.arraycopy(payload, 0, message, KEY_BYTES, payload.length);
        mix(message, 0, end);
        PacketCodec.putLong(message, end, transcript);
        PacketCodec.putLong(message, end + 8, ~transcript);
        return message;
    }

    @Override
    public byte @Nullable [] read(byte[] message, int offset, int length) {
        int end = length - Seal.TAG_BYTES;
        if (end < KEY_BYTES) {
            return null;
        }
        mix(message, offset, end);
        if (PacketCodec.getLong(message, offset + end) != transcript
                || PacketCodec.getLong(message, offset + end + 8) != ~transcript) {
            return null;
        }
        return Arrays.copyOfRange(message, offset + KEY_BYTES, offset + end);
    }

    @Override
    public Seal sender() {
        return new PlainSeal(transcript + (initiator ? 1 : 2));
    }

    @Override
    public Seal receiver() {
        return new PlainSeal(transcript + (initiator ? 2 : 1));
    }

    private void mix(byte[] bytes, int offset, int length) {
        Invariant.check(length <= bytes.length - offset, "the range lies inside the array");
        for (int i = 0; i < length; i++) {
            transcript = transcript * 0x100000001b3L + (bytes[offset + i] & 0xff) + 1;
        }
        transcript = RandomSource.mix64(transcript);
    }
}
