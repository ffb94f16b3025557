package org.davebank.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.davebank.base.RandomSource;
import org.davebank.transport.VirtualLink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for the handshake whatever seals it. */
class HandshakeTest {

    private static final byte[] KEY = VirtualLink.key(7);
    private static final byte[] PROLOGUE = {1, 2, 3};
    private static final byte[] PAYLOAD = {10, 20, 30, 40};

    private final RandomSource random = new RandomSource(11);

    private Handshake initiator(Sealing sealing) {
        return Handshake.initiator(sealing, KEY, PROLOGUE, random::nextBytes);
    }

    private Handshake responder(Sealing sealing, byte[] key, byte[] prologue) {
        return Handshake.responder(sealing, key, prologue, random::nextBytes);
    }

    private static byte[] sealed(Seal seal, long counter, byte[] plain) {
        byte[] packet = Arrays.copyOf(new byte[] {5, 6}, 2 + plain.length + Seal.TAG_BYTES);
        assertThat(seal.seal(counter, plain, plain.length, packet, 2)).isEqualTo(packet.length);
        return packet;
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesGetTheSameKeysAndOneForEachDirection(Sealing sealing) {
        Handshake initiator = initiator(sealing);
        Handshake responder = responder(sealing, KEY, PROLOGUE);
        byte[] hello = initiator.write(PAYLOAD);
        assertThat(responder.read(hello, 0, hello.length)).isEqualTo(PAYLOAD);
        byte[] answer = responder.write(PAYLOAD);
        assertThat(initiator.read(answer, 0, answer.length)).isEqualTo(PAYLOAD);

        byte[] out = new byte[PAYLOAD.length];
        byte[] there = sealed(initiator.sender(), 9, PAYLOAD);
        assertThat(responder.receiver().open(9, there, 0, 2, there.length, out)).isEqualTo(4);
        assertThat(out).isEqualTo(PAYLOAD);
        byte[] back = sealed(responder.sender(), 9, PAYLOAD);
        assertThat(initiator.receiver().open(9, back, 0, 2, back.length, out)).isEqualTo(4);
        assertThat(initiator.receiver().open(9, there, 0, 2, there.length, out)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyOrAnotherPrologueIsNotAuthentic(Sealing sealing) {
        byte[] hello = initiator(sealing).write(PAYLOAD);
        Handshake otherKey = responder(sealing, VirtualLink.key(8), PROLOGUE);
        assertThat(otherKey.read(hello, 0, hello.length)).isNull();
        Handshake otherPrologue = responder(sealing, KEY, new byte[] {1, 2, 4});
        assertThat(otherPrologue.read(hello, 0, hello.length)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedByteAndEveryCutIsFoundAndAForgedAnswerSpoilsNothing(Sealing sealing) {
        Handshake initiator = initiator(sealing);
        byte[] hello = initiator.write(PAYLOAD);
        Handshake responder = responder(sealing, KEY, PROLOGUE);
        for (int i = 0; i < hello.length; i++) {
            byte[] changed = hello.clone();
            changed[i] ^= 0x10;
            assertThat(responder.copy().read(changed, 0, changed.length)).isNull();
            assertThat(responder.copy().read(hello, 0, i)).isNull();
        }
        responder.read(hello, 0, hello.length);
        byte[] answer = responder.write(PAYLOAD);
        for (int i = 0; i < answer.length; i += 7) {
            byte[] changed = answer.clone();
            changed[i] ^= 1;
            assertThat(initiator.copy().read(changed, 0, changed.length)).isNull();
        }
        assertThat(initiator.copy().read(answer, 0, answer.length)).isEqualTo(PAYLOAD);
    }

    @ParameterizedTest
    @EnumSource
    void aSealVouchesForHeaderBodyAndCounter(Sealing sealing) {
        Handshake initiator = initiator(sealing);
        Handshake responder = responder(sealing, KEY, PROLOGUE);
        byte[] hello = initiator.write(PAYLOAD);
        responder.read(hello, 0, hello.length);
        byte[] answer = responder.write(PAYLOAD);
        initiator.read(answer, 0, answer.length);
        byte[] packet = sealed(initiator.sender(), 3, PAYLOAD);
        Seal receiver = responder.receiver();
        byte[] out = new byte[64];
        for (int bit = 0; bit < packet.length * 8; bit++) {
            byte[] changed = packet.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(receiver.open(3, changed, 0, 2, changed.length, out)).isEqualTo(-1);
        }
        for (int length = 2; length < packet.length; length++) {
            assertThat(receiver.open(3, packet, 0, 2, length, out)).isEqualTo(-1);
        }
        assertThat(receiver.open(4, packet, 0, 2, packet.length, out)).isEqualTo(-1);
        assertThat(receiver.open(3, packet, 0, 2, packet.length, out)).isEqualTo(PAYLOAD.length);
    }
}
