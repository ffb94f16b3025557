package org.davebank.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.transport.VirtualLink.MS;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.Priority;
import org.davebank.transport.packet.Sealing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How sessions begin, are replaced, and come back after a restart. */
class SessionTest {

    private static final TransportSettings LOOPBACK = TransportSettings.LOOPBACK;

    private static byte[] number(long number) {
        byte[] message = new byte[40];
        PacketCodec.putLong(message, 0, number);
        return message;
    }

    private static TreeSet<Long> numbers(List<VirtualLink.Delivered> delivered) {
        TreeSet<Long> numbers = new TreeSet<>();
        for (VirtualLink.Delivered d : delivered) {
            numbers.add(PacketCodec.getLong(d.message(), 0));
        }
        return numbers;
    }

    private static TransportSettings rekeyingAfter(long packets) {
        TransportSettings.Times t = TransportSettings.Times.LOOPBACK;
        return settings(
                new TransportSettings.Times(
                        t.helloRetryNs(),
                        t.helloRetryNsMax(),
                        t.ackDelayNs(),
                        t.initialRttNs(),
                        t.probeTimeoutNsMax(),
                        t.fleetingTtlNs(),
                        t.logTtlNs(),
                        t.fileTtlNs(),
                        t.rekeyNs(),
                        packets,
                        50 * MS,
                        t.idleNs()));
    }

    private static TransportSettings settings(TransportSettings.Times times) {
        TransportSettings s = LOOPBACK;
        return new TransportSettings(
                s.datagramBytesMax(),
                s.messageBytesMax(),
                s.sendQueueBytesMax(),
                s.queueBytesMaxTotal(),
                s.reassemblyBytesMax(),
                s.reassemblyBytesMaxTotal(),
                s.peersMax(),
                s.handshakesMax(),
                s.handshakesPerSecondMax(),
                s.windowBytesMin(),
                s.windowBytesMax(),
                times);
    }

    @ParameterizedTest
    @EnumSource
    void aFirstMessageArrivesAfterOneRoundTripMore(Sealing sealing) {
        VirtualLink link = new VirtualLink(1);
        VirtualLink.Side a = link.add(1, LOOPBACK, sealing);
        VirtualLink.Side b = link.add(2, LOOPBACK, sealing);
        for (Priority priority : Priority.values()) {
            assertThat(a.send(b, priority, number(priority.ordinal()))).isTrue();
        }
        link.runFor(MS);
        assertThat(numbers(b.delivered)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(b.delivered).extracting(VirtualLink.Delivered::from).containsOnly(a.address);
        assertThat(a.statsOf(b).established()).isTrue();
        assertThat(b.statsOf(a).established()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void simultaneousOpeningsEndInOneSession(int seed) {
        VirtualLink link = new VirtualLink(seed);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.NOISE);
        a.send(b, Priority.LOG, number(1));
        b.send(a, Priority.LOG, number(2));
        link.runFor(100 * MS);
        assertThat(numbers(b.delivered)).containsExactly(1L);
        assertThat(numbers(a.delivered)).containsExactly(2L);
        assertThat(a.statsOf(b).sessions()).isEqualTo(1);
        assertThat(b.statsOf(a).sessions()).isEqualTo(1);
        assertThat(
                        a.endpoint.stats().handshakesAnswered()
                                + b.endpoint.stats().handshakesAnswered())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void openingsThatCrossOnABadLineLoseNothing(int seed) {
        VirtualLink link = new VirtualLink(seed);
        link.loss = 0.4;
        link.duplicates = 0.5;
        link.delayNsMax = 30 * MS;
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.PLAIN);
        for (int i = 0; i < 100; i++) {
            int n = i;
            link.at(link.nowNs + n * 3 * MS, () -> a.send(b, Priority.LOG, number(n)));
            link.at(link.nowNs + n * 3 * MS, () -> b.send(a, Priority.LOG, number(n)));
        }
        link.every(3 * MS, 400 * MS, a::flush);
        link.every(3 * MS, 400 * MS, b::flush);
        link.runFor(5_000 * MS);
        assertThat(a.delivered).hasSize(100);
        assertThat(b.delivered).hasSize(100);
        assertThat(numbers(a.delivered)).hasSize(100);
        assertThat(numbers(b.delivered)).hasSize(100);
    }

    @Test
    void anUnreachablePeerIsCalledAtAGrowingPause() {
        VirtualLink link = new VirtualLink(4);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.NOISE);
        b.down = true;
        link.capturing = true;
        link.every(
                100 * MS,
                10_000 * MS,
                () -> {
                    a.send(b, Priority.HEARTBEAT, number(1));
                    a.flush();
                });
        link.runFor(10_000 * MS);
        assertThat(link.capture.size()).isBetween(40, 70);
        assertThat(a.statsOf(b).hellosUnanswered()).isEqualTo(link.capture.size());
        b.down = false;
        a.send(b, Priority.LOG, number(7));
        link.runFor(250 * MS);
        assertThat(numbers(b.delivered(Priority.LOG))).containsExactly(7L);
        long sent = a.statsOf(b).datagramsOut();
        link.runFor(70_000 * MS);
        assertThat(a.endpoint.stats().peers()).as("silence is forgotten").isZero();
        assertThat(a.endpoint.stats().traffic().datagramsOut())
                .as("but not what was counted")
                .isGreaterThanOrEqualTo(sent);
        assertThat(a.endpoint.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void heartbeatsThatWaitTooLongForASessionAreNotDelivered() {
        VirtualLink link = new VirtualLink(5);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.NOISE);
        b.down = true;
        a.send(b, Priority.HEARTBEAT, number(1));
        link.runFor(3_000 * MS);
        b.down = false;
        a.send(b, Priority.HEARTBEAT, number(2));
        link.runFor(300 * MS);
        assertThat(numbers(b.delivered)).containsExactly(2L);
        assertThat(a.statsOf(b).expiredMessages()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"at once", "after two seconds", "speaking first"})
    void aRestartedPeerIsReachedAgainWithinThreeHundredMilliseconds(String how) {
        for (int seed = 0; seed < 20; seed++) {
            VirtualLink link = new VirtualLink(seed);
            VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.PLAIN);
            VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.PLAIN);
            long[] next = {0};
            link.every(
                    50 * MS,
                    6_000 * MS,
                    () -> {
                        a.send(b, Priority.HEARTBEAT, number(1_000_000));
                        a.send(b, Priority.LOG, number(next[0]++));
                        a.flush();
                    });
            link.runFor(1_000 * MS + seed * 3 * MS);
            b.down = true;
            link.runFor(how.equals("at once") ? 10 * MS : 2_000 * MS);
            b.endpoint = link.endpoint(LOOPBACK, VirtualLink.KEY, Sealing.PLAIN);
            b.down = false;
            b.delivered.clear();
            long upNs = link.nowNs;
            if (how.equals("speaking first")) {
                b.send(a, Priority.HEARTBEAT, number(5));
            }
            link.runFor(5_000 * MS);
            assertThat(b.delivered(Priority.LOG).getFirst().atNs() - upNs).isLessThan(300 * MS);
            assertThat(b.delivered(Priority.HEARTBEAT).getFirst().atNs() - upNs)
                    .isLessThan(300 * MS);
            assertThat(numbers(b.delivered(Priority.LOG)))
                    .hasSize(b.delivered(Priority.LOG).size());
            assertThat(numbers(b.delivered(Priority.LOG))).contains(next[0] - 1);
        }
    }

    @Test
    void heartbeatsAloneAreEnoughToFindARestartedPeerAgain() {
        for (int seed = 0; seed < 20; seed++) {
            VirtualLink link = new VirtualLink(seed);
            VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.PLAIN);
            VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.PLAIN);
            link.every(
                    50 * MS,
                    3_000 * MS,
                    () -> {
                        a.send(b, Priority.HEARTBEAT, number(1));
                        a.flush();
                    });
            link.runFor(1_000 * MS + seed * 3 * MS);
            b.endpoint = link.endpoint(LOOPBACK, VirtualLink.KEY, Sealing.PLAIN);
            b.delivered.clear();
            long upNs = link.nowNs;
            link.runFor(1_000 * MS);
            assertThat(b.delivered.getFirst().atNs() - upNs).isLessThan(300 * MS);
        }
    }

    @Test
    void aPeerThatStopsAnsweringIsGreetedAgain() {
        VirtualLink link = new VirtualLink(14);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.PLAIN);
        a.send(b, Priority.LOG, number(1));
        link.runFor(100 * MS);
        b.down = true;
        link.capturing = true;
        a.send(b, Priority.LOG, number(2));
        link.runFor(150 * MS);
        assertThat(link.capture)
                .anySatisfy(d -> assertThat(d.bytes()[1] >>> 4).isEqualTo(PacketCodec.HELLO));
        assertThat(a.statsOf(b).established()).as("the old session stays").isTrue();
    }

    @Test
    void bothSidesMayRestartAndForgetEachOther() {
        VirtualLink link = new VirtualLink(8);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.NOISE);
        for (int round = 0; round < 5; round++) {
            a.send(b, Priority.LOG, number(round));
            b.send(a, Priority.LOG, number(round));
            link.runFor(200 * MS);
            assertThat(numbers(a.delivered)).hasSize(round + 1);
            assertThat(numbers(b.delivered)).hasSize(round + 1);
            VirtualLink.Side restarted = round % 2 == 0 ? a : b;
            restarted.endpoint = link.endpoint(LOOPBACK, VirtualLink.KEY, Sealing.NOISE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysAreRenewedUnderLoadWithoutLossOrDoubles(Sealing sealing) {
        VirtualLink link = new VirtualLink(6);
        link.loss = 0.05;
        link.delayNsMax = MS;
        TransportSettings settings = rekeyingAfter(200);
        VirtualLink.Side a = link.add(1, settings, sealing);
        VirtualLink.Side b = link.add(2, settings, sealing);
        long[] next = {0};
        link.every(
                MS,
                3_000 * MS,
                () -> {
                    a.send(b, Priority.LOG, number(next[0]));
                    b.send(a, Priority.LOG, number(next[0]++));
                    a.flush();
                    b.flush();
                });
        link.runFor(5_000 * MS);
        assertThat(a.delivered).hasSize(3_000);
        assertThat(b.delivered).hasSize(3_000);
        assertThat(numbers(a.delivered)).hasSize(3_000);
        assertThat(numbers(b.delivered)).hasSize(3_000);
        assertThat(a.statsOf(b).sessions()).isBetween(8L, 40L);
    }

    @Test
    void packetsThatAreUnderWayWhileKeysAreRenewedStillCount() {
        VirtualLink link = new VirtualLink(16);
        link.delayNsMin = 5 * MS;
        link.delayNsMax = 5 * MS;
        VirtualLink.Side a = link.add(1, rekeyingAfter(200), Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, rekeyingAfter(200), Sealing.PLAIN);
        long[] next = {0};
        link.every(
                MS,
                2_000 * MS,
                () -> {
                    a.send(b, Priority.LOG, number(next[0]++));
                    b.send(a, Priority.HEARTBEAT, number(0));
                    a.flush();
                    b.flush();
                });
        link.runFor(3_000 * MS);
        assertThat(a.statsOf(b).sessions()).isGreaterThan(5);
        assertThat(b.delivered).hasSize(2_000);
        assertThat(a.delivered).hasSize(2_000);
        assertThat(a.statsOf(b).retransmits()).isZero();
        assertThat(a.endpoint.stats().unknownSession() + b.endpoint.stats().unknownSession())
                .isZero();
    }

    @Test
    void aSessionIsUsedUpToAHardLimitWhenItCannotBeReplaced() {
        VirtualLink link = new VirtualLink(7);
        VirtualLink.Side a = link.add(1, rekeyingAfter(20), Sealing.NOISE);
        VirtualLink.Side b = link.add(2, rekeyingAfter(20), Sealing.NOISE);
        a.send(b, Priority.LOG, number(0));
        link.runFor(10 * MS);
        link.capturing = true;
        link.passes = (from, to) -> from.equals(a.address);
        link.every(
                10 * MS,
                3_000 * MS,
                () -> {
                    a.send(b, Priority.HEARTBEAT, number(1));
                    a.flush();
                });
        link.runFor(3_000 * MS);
        long sealed =
                link.capture.stream()
                        .filter(d -> d.from().equals(a.address))
                        .filter(d -> d.bytes()[1] >>> 4 == PacketCodec.SEALED)
                        .count();
        assertThat(sealed).isBetween(60L, 80L);
    }

    @Test
    void aPartitionThatHealsIsNoticedSoon() {
        VirtualLink link = new VirtualLink(13);
        VirtualLink.Side a = link.add(1, LOOPBACK, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, LOOPBACK, Sealing.PLAIN);
        long[] next = {0};
        link.every(
                50 * MS,
                8_000 * MS,
                () -> {
                    a.send(b, Priority.LOG, number(next[0]++));
                    a.flush();
                });
        link.runFor(1_000 * MS);
        link.passes = (from, to) -> false;
        link.runFor(3_000 * MS);
        link.passes = (from, to) -> true;
        long healedNs = link.nowNs;
        int before = b.delivered.size();
        link.runFor(6_000 * MS);
        assertThat(b.delivered.get(before).atNs() - healedNs).isLessThan(600 * MS);
        List<Long> all = new ArrayList<>(numbers(b.delivered));
        assertThat(all).hasSize(b.delivered.size()).hasSize(160);
    }
}
