package org.davebank.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.transport.VirtualLink.MS;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.PlainSeal;
import org.davebank.transport.packet.Priority;
import org.davebank.transport.packet.Sealing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others can do to an endpoint with packets: nothing worth their while. */
class HostileTest {

    private static final TransportSettings LOOPBACK = TransportSettings.LOOPBACK;

    /** Counts bytes in and out for each address. */
    private static final class Ledger implements Effects {
        final Map<Address, Long> in = new TreeMap<>();
        final Map<Address, Long> out = new TreeMap<>();
        final List<byte[]> sent = new ArrayList<>();
        final List<byte[]> delivered = new ArrayList<>();
        int keysRejected;

        @Override
        public void sendDatagram(Address to, Priority p, byte[] buffer, int offset, int length) {
            out.merge(to, (long) length, Long::sum);
            sent.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void deliver(Address from, Priority priority, byte[] message) {
            delivered.add(message);
        }

        @Override
        public void keyRejected(Address from) {
            keysRejected++;
        }

        void receive(Endpoint endpoint, Address from, byte[] bytes, long nowNs) {
            in.merge(from, (long) bytes.length, Long::sum);
            endpoint.receive(from, bytes, 0, bytes.length, nowNs, this);
            endpoint.tick(nowNs, this);
        }

        void assertNoAmplification() {
            out.forEach((to, bytes) ->
                    assertThat(bytes)
                            .as("bytes to %s", to)
                            .isLessThanOrEqualTo(in.getOrDefault(to, 0L)));
        }
    }

    private static Endpoint endpoint(TransportSettings settings, int seed, byte[] key) {
        RandomSource random = new RandomSource(seed);
        return new Endpoint(settings, key, random.fork(), random.fork()::nextBytes, 0);
    }

    private static Endpoint endpoint(int seed) {
        return endpoint(LOOPBACK, seed, VirtualLink.KEY);
    }

    /** A fresh first message, as a holder of the key makes it. */
    private static byte[] hello(int seed, byte[] key) {
        Ledger ledger = new Ledger();
        Endpoint initiator = endpoint(LOOPBACK, seed, key);
        initiator.send(VirtualLink.address(9), Priority.LOG, new byte[1], 0, ledger);
        initiator.flush(0, ledger);
        assertThat(ledger.sent).hasSize(1);
        return ledger.sent.getFirst();
    }

    @Test
    void aReplayedCaptureDeliversNothingAndReplacesNoSession() {
        VirtualLink link = new VirtualLink(1);
        link.capturing = true;
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.NOISE);
        for (Priority priority : Priority.values()) {
            a.send(b, priority, new byte[50_000]);
            a.send(b, priority, new byte[50]);
            b.send(a, priority, new byte[70]);
        }
        link.runFor(100 * MS);
        assertThat(b.delivered).hasSize(8);
        List<VirtualLink.Datagram> captured = List.copyOf(link.capture);
        for (int round = 0; round < 3; round++) {
            captured.forEach(link::inject);
            link.runFor(20 * MS);
        }
        assertThat(b.delivered).hasSize(8);
        assertThat(a.delivered).hasSize(4);
        assertThat(a.statsOf(b).sessions()).isEqualTo(1);
        assertThat(b.statsOf(a).sessions()).isEqualTo(1);
        assertThat(b.endpoint.stats().replayed()).isPositive();
        assertThat(b.endpoint.stats().handshakesAnswered()).isEqualTo(1);

        // A restarted process does not take the old process's packets either.
        b.endpoint = link.endpoint(LOOPBACK, VirtualLink.KEY, Sealing.NOISE);
        b.delivered.clear();
        captured.forEach(link::inject);
        link.runFor(20 * MS);
        assertThat(b.delivered).isEmpty();
    }

    @Test
    void beforeAuthenticationNoAddressGetsMoreBytesThanCameFromIt() {
        RandomSource random = new RandomSource(2);
        Endpoint endpoint = endpoint(3);
        Ledger ledger = new Ledger();
        List<byte[]> hellos = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            hellos.add(hello(100 + i, VirtualLink.KEY));
        }
        byte[] wrongKey = hello(1_000, VirtualLink.key(5));
        long nowNs = 0;
        for (int i = 0; i < 5_000; i++) {
            nowNs += random.nextInt(2_000_000);
            Address from = VirtualLink.address(1 + random.nextInt(200));
            byte[] packet =
                    switch (random.nextInt(4)) {
                        case 0 -> hellos.get(random.nextInt(hellos.size()));
                        case 1 -> sealedLookalike(random, 34 + random.nextInt(60));
                        case 2 -> wrongKey;
                        default -> new byte[random.nextInt(100)];
                    };
            ledger.receive(endpoint, from, packet, nowNs);
        }
        for (int i = 0; i < 200; i++) {
            nowNs += 50 * MS;
            endpoint.tick(nowNs, ledger);
        }
        assertThat(ledger.sent.size()).isGreaterThan(100);
        ledger.assertNoAmplification();
        assertThat(endpoint.stats().unknownSession()).isPositive();
        assertThat(endpoint.stats().handshakesAnswered()).isPositive();
        assertThat(endpoint.stats().peers()).isZero();
    }

    @Test
    void aStrangerPaysForEveryHello() {
        RandomSource random = new RandomSource(12);
        Endpoint endpoint = endpoint(13);
        Ledger ledger = new Ledger();
        Address from = VirtualLink.address(7);
        for (int i = 1; i <= 30; i++) {
            ledger.receive(endpoint, from, sealedLookalike(random, 34), i * 200 * MS);
            ledger.assertNoAmplification();
        }
        assertThat(ledger.sent.size()).isBetween(5, 12);
    }

    private static byte[] sealedLookalike(RandomSource random, int length) {
        byte[] packet = new byte[length];
        random.nextBytes(packet);
        PacketCodec.putPrefix(packet, PacketCodec.SEALED, Priority.LOG, random.nextLong());
        return packet;
    }

    @Test
    void aWrongKeyGetsNoAnswerAndIsReportedOnce() {
        VirtualLink link = new VirtualLink(3);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.NOISE);
        a.endpoint = link.endpoint(LOOPBACK, VirtualLink.key(66), Sealing.NOISE);
        link.capturing = true;
        for (int i = 0; i < 50; i++) {
            a.send(b, Priority.LOG, new byte[100]);
            link.runFor(100 * MS);
        }
        assertThat(b.delivered).isEmpty();
        assertThat(b.endpoint.stats().keysRejected()).isGreaterThan(10);
        assertThat(b.keysRejected).containsExactly(a.address);
        assertThat(link.capture).extracting(VirtualLink.Datagram::from).containsOnly(a.address);
        assertThat(a.statsOf(b).established()).isFalse();
        assertThat(a.statsOf(b).hellosUnanswered()).isGreaterThan(10);
    }

    @Test
    void manyHandshakesAreAskedForACookieAndAnHonestOneStillGetsThrough() {
        Endpoint server = endpoint(4);
        Ledger ledger = new Ledger();
        for (int i = 0; i < 300; i++) {
            ledger.receive(
                    server, VirtualLink.address(1 + i), hello(2_000 + i, VirtualLink.KEY), 0);
        }
        assertThat(server.stats().cookiesSent()).isGreaterThanOrEqualTo(200);
        assertThat(server.stats().handshakesAnswered())
                .isEqualTo(LOOPBACK.handshakesPerSecondMax());
        ledger.assertNoAmplification();

        Address here = VirtualLink.address(900);
        Address there = VirtualLink.address(901);
        Endpoint honest = endpoint(5);
        Ledger own = new Ledger();
        honest.send(there, Priority.LOG, new byte[] {42}, 0, own);
        honest.flush(0, own);
        ledger.sent.clear();
        for (int turn = 0; turn < 6; turn++) {
            List<byte[]> out = List.copyOf(own.sent);
            own.sent.clear();
            out.forEach(bytes -> ledger.receive(server, here, bytes, 0));
            List<byte[]> back = List.copyOf(ledger.sent);
            ledger.sent.clear();
            back.forEach(bytes -> own.receive(honest, there, bytes, 0));
        }
        assertThat(ledger.delivered).hasSize(1);
        assertThat(server.stats().cookiesSent()).isGreaterThanOrEqualTo(201);
    }

    @Test
    void memoryStaysBoundedUnderAFloodOfHandshakesStrangersAndMessages() {
        TransportSettings settings = LOOPBACK;
        VirtualLink link = new VirtualLink(6);
        VirtualLink.Side a = link.add(1, settings, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, settings, Sealing.PLAIN);
        b.down = true;
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            for (int node = 2; node < 12; node++) {
                Address to = VirtualLink.address(node);
                byte[] file = new byte[1 << 20];
                refused += a.endpoint.send(to, Priority.FILE, file, link.nowNs, a) ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(350);
        assertThat(a.endpoint.bufferedBytes()).isLessThanOrEqualTo(settings.queueBytesMaxTotal());
        assertThat(a.send(b, Priority.LOG, new byte[settings.messageBytesMax() + 1])).isFalse();
        for (int i = 0; i < 2_000; i++) {
            Address to = VirtualLink.address(100 + i);
            a.endpoint.send(to, Priority.HEARTBEAT, new byte[10], link.nowNs, a);
        }
        assertThat(a.endpoint.stats().peers()).isLessThanOrEqualTo(settings.peersMax());
        RandomSource random = new RandomSource(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] packet = sealedLookalike(random, 400);
            Address from = VirtualLink.address(3_000 + i);
            a.endpoint.receive(from, packet, 0, packet.length, link.nowNs, a);
        }
        assertThat(a.endpoint.stats().peers()).isLessThanOrEqualTo(settings.peersMax());
        link.runFor(120_000 * MS);
        assertThat(a.endpoint.bufferedBytes()).isZero();
        assertThat(a.endpoint.stats().peers()).isZero();
    }

    @Test
    void partialMessagesAreBoundedAndFinishInTheEnd() {
        TransportSettings s = LOOPBACK;
        TransportSettings tight =
                new TransportSettings(
                        1_200, 200_000, 6 << 20, 24L << 20, 250_000, 300_000, 16, 16, 100, 100_000,
                        1 << 20, s.times());
        VirtualLink link = new VirtualLink(8);
        link.loss = 0.2;
        link.delayNsMax = 5 * MS;
        VirtualLink.Side a = link.add(1, tight, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, tight, Sealing.PLAIN);
        for (int i = 0; i < 25; i++) {
            assertThat(a.send(b, Priority.FILE, new byte[100_000])).isTrue();
            assertThat(a.send(b, Priority.LOG, new byte[100_000])).isTrue();
        }
        link.every(
                MS,
                20_000 * MS,
                () -> assertThat(b.endpoint.bufferedBytes()).isLessThanOrEqualTo(300_000));
        link.runFor(30_000 * MS);
        assertThat(b.delivered).hasSize(50);
        assertThat(b.endpoint.bufferedBytes()).isZero();
        assertThat(b.endpoint.stats().fragmentsRefused()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void noBytesMakeAnEndpointThrowOrDeliver(Sealing sealing) {
        VirtualLink link = new VirtualLink(9);
        link.capturing = true;
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, sealing);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, sealing);
        for (int i = 0; i < 20; i++) {
            a.send(b, Priority.of(i % 4), new byte[i * 400]);
            b.send(a, Priority.of(i % 4), new byte[i * 100]);
        }
        link.runFor(500 * MS);
        int delivered = a.delivered.size() + b.delivered.size();
        assertThat(delivered).isEqualTo(40);
        List<VirtualLink.Datagram> real = List.copyOf(link.capture);
        link.capturing = false;
        RandomSource random = new RandomSource(10);
        for (int i = 0; i < 20_000; i++) {
            VirtualLink.Datagram base = real.get(random.nextInt(real.size()));
            byte[] bytes = mutated(base.bytes(), random);
            VirtualLink.Side to = base.to().equals(a.address) ? a : b;
            to.endpoint.receive(base.from(), bytes, 0, bytes.length, link.nowNs, to);
            if (i % 100 == 0) {
                link.runFor(MS);
            }
        }
        assertThat(a.delivered.size() + b.delivered.size()).isEqualTo(delivered);
        assertThat(a.statsOf(b).established()).isTrue();
        b.send(a, Priority.LOG, new byte[5]);
        link.runFor(500 * MS);
        assertThat(a.delivered.size() + b.delivered.size()).isEqualTo(delivered + 1);
    }

    private static byte[] mutated(byte[] base, RandomSource random) {
        byte[] bytes = Arrays.copyOf(base, random.chance(0.3) ? random.nextInt(1500) : base.length);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (random.chance(0.1)) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    @Test
    void authenticPacketsWithABrokenContentNeverThrowNorInventBytes() {
        RandomSource random = new RandomSource(11);
        TransportSettings settings = TransportSettings.WIDE;
        Ledger ledger = new Ledger();
        Counters counters = new Counters();
        Peer peer =
                new Peer(
                        VirtualLink.address(1),
                        settings,
                        new ByteBudget(1 << 20),
                        new ByteBudget(16 << 20),
                        0);
        PlainSeal seal = new PlainSeal(1);
        Answered handshake =
                new Answered(1, 2, 3, peer.address, new byte[32], new byte[0], seal, seal, 0);
        Session session = new Session(handshake, true, peer, 1_000_000, new ArrayDeque<>());
        peer.install(session, new SlotTable(4, random::nextBytes), 0);
        session.nextCounter = 1_000;
        Reception reception = new Reception(settings, counters);
        for (int i = 0; i < 50_000; i++) {
            byte[] plain = new byte[random.nextInt(80)];
            random.nextBytes(plain);
            if (plain.length > 3) {
                plain[0] = (byte) random.nextInt(7);
                plain[2] &= 0x0f;
            }
            Priority priority = Priority.of(random.nextInt(4));
            reception.onPacket(session, priority, i, plain, plain.length, 0, ledger);
        }
        assertThat(counters.malformed).isGreaterThan(25_000);
        assertThat(ledger.delivered).allSatisfy(m -> assertThat(m.length).isLessThan(80));
    }
}
