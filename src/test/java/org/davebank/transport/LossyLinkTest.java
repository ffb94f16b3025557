package org.davebank.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.transport.VirtualLink.MS;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.RandomSource;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.Priority;
import org.davebank.transport.packet.Sealing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arrives, and when, over links that lose, double and reorder. */
class LossyLinkTest {

    private static byte[] message(int number, int length) {
        byte[] message = new byte[Math.max(8, length)];
        new RandomSource(number).nextBytes(message);
        PacketCodec.putLong(message, 0, number);
        return message;
    }

    /** Feeds messages into a queue that may be full, in order. */
    private static void feed(
            VirtualLink.Side from,
            VirtualLink.Side to,
            Priority priority,
            ArrayDeque<byte[]> rest) {
        while (!rest.isEmpty() && from.send(to, priority, rest.peek().clone())) {
            rest.poll();
        }
        from.flush();
    }

    private static void assertExactlyOnce(List<byte[]> sent, List<VirtualLink.Delivered> got) {
        TreeMap<Long, Integer> count = new TreeMap<>();
        for (VirtualLink.Delivered delivered : got) {
            long number = PacketCodec.getLong(delivered.message(), 0);
            count.merge(number, 1, Integer::sum);
            assertThat(Arrays.equals(delivered.message(), sent.get((int) number)))
                    .as("content of message %d", number)
                    .isTrue();
        }
        assertThat(count).hasSize(sent.size());
        assertThat(count.values()).containsOnly(1);
    }

    @ParameterizedTest
    @CsvSource({"1, PLAIN, WIDE", "2, PLAIN, LOOPBACK", "3, NOISE, WIDE", "4, NOISE, LOOPBACK"})
    void everyLogMessageArrivesOnceAndFilesAreIntactWhileHeartbeatsKeepTheirPace(
            int seed, Sealing sealing, String kind) {
        boolean wide = kind.equals("WIDE");
        TransportSettings settings = wide ? TransportSettings.WIDE : TransportSettings.LOOPBACK;
        VirtualLink link = new VirtualLink(seed);
        link.loss = 0.3;
        link.duplicates = 0.5;
        link.delayNsMin = MS / 10;
        link.delayNsMax = 2 * MS;
        VirtualLink.Side a = link.add(1, settings, sealing);
        VirtualLink.Side b = link.add(2, settings, sealing);

        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < (wide ? 4 : 16); i++) {
            files.add(message(i, wide ? 300_000 : 1_000_000 + i));
        }
        List<byte[]> logs = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            logs.add(message(i, i % 50 == 0 ? 5_000 : 20 + i % 300));
        }
        ArrayDeque<byte[]> filesLeft = new ArrayDeque<>(files);
        int[] next = {0};
        long[] heartbeats = {0};
        link.every(5 * MS, 30_000 * MS, () -> feed(a, b, Priority.FILE, filesLeft));
        link.every(
                10 * MS,
                20_000 * MS,
                () -> {
                    for (int i = 0; i < 10 && next[0] < logs.size(); i++, next[0]++) {
                        assertThat(a.send(b, Priority.LOG, logs.get(next[0]).clone())).isTrue();
                    }
                    byte[] beat = new byte[16];
                    PacketCodec.putLong(beat, 0, link.nowNs);
                    heartbeats[0]++;
                    a.send(b, Priority.HEARTBEAT, beat);
                    a.flush();
                });
        link.runFor(60_000 * MS);

        assertThat(filesLeft).isEmpty();
        assertExactlyOnce(logs, b.delivered(Priority.LOG));
        assertExactlyOnce(files, b.delivered(Priority.FILE));
        List<VirtualLink.Delivered> beats = b.delivered(Priority.HEARTBEAT);
        assertThat(beats.size())
                .isBetween((int) (heartbeats[0] * 0.6), (int) (heartbeats[0] * 0.8));
        // All but those that had to wait for the handshake.
        long late =
                beats.stream()
                        .filter(d -> d.atNs() - PacketCodec.getLong(d.message(), 0) > 2 * MS)
                        .count();
        assertThat(late).isLessThan(60);
        assertThat(a.endpoint.bufferedBytes()).isZero();
        assertThat(b.endpoint.bufferedBytes()).isZero();
        assertThat(a.statsOf(b).inFlightBytes()).isZero();
        assertThat(a.statsOf(b).retransmits()).isPositive();
        assertThat(a.statsOf(b).lostPackets()).isPositive();
        assertThat(a.endpoint.stats().messagesTaken())
                .isGreaterThanOrEqualTo(logs.size() + files.size());
    }

    @Test
    void logMessagesArriveInOrderOnALinkThatKeepsIt() {
        VirtualLink link = new VirtualLink(9);
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, Sealing.PLAIN);
        List<byte[]> logs = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            logs.add(message(i, 20 + i % 2_500));
        }
        ArrayDeque<byte[]> left = new ArrayDeque<>(logs);
        link.every(MS, 2_000 * MS, () -> feed(a, b, Priority.LOG, left));
        link.runFor(5_000 * MS);
        List<VirtualLink.Delivered> got = b.delivered(Priority.LOG);
        assertExactlyOnce(logs, got);
        for (int i = 0; i < got.size(); i++) {
            assertThat(PacketCodec.getLong(got.get(i).message(), 0)).isEqualTo(i);
        }
        assertThat(a.statsOf(b).retransmits()).isZero();
        assertThat(a.statsOf(b).lostPackets()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"LOOPBACK, 18", "WIDE, 25"})
    void sixtyFourMegabytesOfFilesOnANarrowLineDelayHeartbeatsByFewMilliseconds(
            String kind, int worstMs) {
        VirtualLink link = new VirtualLink(10);
        link.bytesPerSecond = 50_000_000;
        link.lineBytesMax = 4_000_000;
        boolean wide = kind.equals("WIDE");
        TransportSettings settings = wide ? TransportSettings.WIDE : TransportSettings.LOOPBACK;
        VirtualLink.Side a = link.add(1, settings, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, settings, Sealing.PLAIN);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            files.add(message(i, 1 << 20));
        }
        ArrayDeque<byte[]> left = new ArrayDeque<>(files);
        link.every(MS, 4_000 * MS, () -> feed(a, b, Priority.FILE, left));
        link.every(
                20 * MS,
                3_000 * MS,
                () -> {
                    byte[] beat = new byte[16];
                    PacketCodec.putLong(beat, 0, link.nowNs);
                    a.send(b, Priority.HEARTBEAT, beat.clone());
                    a.send(b, Priority.LOG, beat.clone());
                    a.flush();
                });
        link.runFor(10_000 * MS);
        assertExactlyOnce(files, b.delivered(Priority.FILE));
        long doneNs = b.delivered(Priority.FILE).getLast().atNs() + 5_000 * MS;
        assertThat(doneNs).as("most of the line is used").isLessThan(2_000 * MS);
        assertThat(worstNs(b, Priority.HEARTBEAT)).isLessThan(worstMs * MS);
        assertThat(worstNs(b, Priority.LOG)).isLessThan(worstMs * MS);
        assertThat(b.delivered(Priority.LOG)).hasSize(150);
        assertThat(b.delivered(Priority.HEARTBEAT).size()).isGreaterThanOrEqualTo(140);
    }

    @Test
    void aLittleReorderingRepeatsNothing() {
        VirtualLink link = new VirtualLink(15);
        link.delayNsMin = MS;
        link.delayNsMax = MS + 180_000;
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, Sealing.PLAIN);
        int[] next = {0};
        link.every(
                100_000,
                500 * MS,
                () -> {
                    a.send(b, Priority.LOG, message(next[0]++, 100));
                    a.flush();
                });
        link.runFor(1_000 * MS);
        assertThat(b.delivered).hasSize(5_000);
        boolean ordered = true;
        for (int i = 1; i < 5_000; i++) {
            long before = PacketCodec.getLong(b.delivered.get(i - 1).message(), 0);
            ordered &= before < PacketCodec.getLong(b.delivered.get(i).message(), 0);
        }
        assertThat(ordered).as("the link reorders").isFalse();
        assertThat(a.statsOf(b).retransmits()).isZero();
    }

    private static long worstNs(VirtualLink.Side side, Priority priority) {
        return side.delivered(priority).stream()
                .mapToLong(d -> d.atNs() - PacketCodec.getLong(d.message(), 0))
                .max()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"21, NOISE", "22, PLAIN"})
    void corruptionNeverDeliversAndIsRepaired(int seed, Sealing sealing) {
        VirtualLink link = new VirtualLink(seed);
        link.corruption = 0.2;
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, sealing);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, sealing);
        List<byte[]> logs = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            logs.add(message(i, 900));
        }
        ArrayDeque<byte[]> left = new ArrayDeque<>(logs);
        link.every(MS, 1_000 * MS, () -> feed(a, b, Priority.LOG, left));
        link.runFor(10_000 * MS);
        assertExactlyOnce(logs, b.delivered(Priority.LOG));
        assertThat(b.endpoint.stats().forged()).isPositive();
    }

    @Test
    void smallMessagesOfOneTurnShareADatagram() {
        VirtualLink link = new VirtualLink(12);
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, Sealing.PLAIN);
        a.send(b, Priority.LOG, message(0, 8));
        link.runFor(100 * MS);
        long before = a.statsOf(b).datagramsOut();
        for (int i = 1; i <= 20; i++) {
            a.send(b, Priority.LOG, message(i, 30));
        }
        a.flush();
        assertThat(a.statsOf(b).datagramsOut() - before).isEqualTo(1);
        link.runFor(100 * MS);
        assertThat(b.delivered).hasSize(21);
    }

    @Test
    void theSameSeedGivesTheSameDatagrams() {
        assertThat(trace(31)).isEqualTo(trace(31)).isNotEqualTo(trace(32));
    }

    private static List<String> trace(int seed) {
        VirtualLink link = new VirtualLink(seed);
        link.capturing = true;
        link.loss = 0.2;
        link.delayNsMax = MS;
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, Sealing.NOISE);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, Sealing.NOISE);
        a.send(b, Priority.FILE, message(1, 50_000));
        b.send(a, Priority.LOG, message(2, 5_000));
        link.runFor(500 * MS);
        assertThat(b.delivered).hasSize(1);
        return link.capture.stream().map(d -> d.sentNs() + Arrays.toString(d.bytes())).toList();
    }

    @ParameterizedTest
    @CsvSource({"PLAIN", "NOISE"})
    void aLongControlMessagePassesWhereNothingOfTheOtherClassesDoes(Sealing sealing) {
        VirtualLink link = new VirtualLink(21);
        link.capturing = true;
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, sealing);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, sealing);
        link.swallows = datagram -> datagram.priority() != Priority.CONTROL;
        byte[] log = message(1, 500);
        a.send(b, Priority.LOG, log);
        byte[] report = message(0, 60_000);
        a.send(b, Priority.CONTROL, report);
        link.runFor(500 * MS);
        assertThat(b.delivered(Priority.CONTROL)).hasSize(1);
        assertThat(b.delivered(Priority.CONTROL).getFirst().message()).isEqualTo(report);
        assertThat(b.delivered(Priority.LOG)).isEmpty();

        for (VirtualLink.Datagram datagram : link.capture) {
            assertThat(Endpoint.classInClear(datagram.bytes(), 0, datagram.bytes().length))
                    .isEqualTo(datagram.priority());
        }
        link.swallows = any -> false;
        link.runFor(3_000 * MS);
        assertThat(b.delivered(Priority.LOG)).hasSize(1);
    }

    @Test
    void partsOfMessagesThatTheSenderHasGivenUpLeaveRoomForTheNext() {
        VirtualLink link = new VirtualLink(12);
        link.bytesPerSecond = 100_000;
        link.lineBytesMax = 20_000;
        VirtualLink.Side a = link.add(1, TransportSettings.WIDE, Sealing.PLAIN);
        VirtualLink.Side b = link.add(2, TransportSettings.WIDE, Sealing.PLAIN);
        int number = 0;
        int bytes = TransportSettings.WIDE.reassemblyBytesMax() / 8;
        for (int i = 0; i < 8; i++) {
            assertThat(a.send(b, Priority.LOG, message(number++, bytes))).isTrue();
            link.runFor(5_000 * MS);
        }
        assertThat(b.delivered(Priority.LOG)).isEmpty();

        a.send(b, Priority.LOG, message(number, 20_000));
        link.runFor(3_000 * MS);

        assertThat(b.delivered(Priority.LOG)).hasSize(1);
    }
}
