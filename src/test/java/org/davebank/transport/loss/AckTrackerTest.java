package org.davebank.transport.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.davebank.base.RandomSource;
import org.davebank.base.WireReader;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.PacketWriter;
import org.junit.jupiter.api.Test;

class AckTrackerTest {

    private static final long DELAY_NS = 2_000_000;

    private static TreeSet<Long> written(AckTracker tracker, int bytesMax) throws Exception {
        PacketWriter out = new PacketWriter(2000);
        tracker.write(out, bytesMax, 0);
        assertThat(out.size()).isLessThanOrEqualTo(bytesMax);
        WireReader in = new WireReader(out.bytes, 0, out.size());
        assertThat(in.u8()).isEqualTo(PacketCodec.FRAME_ACK);
        TreeSet<Long> numbers = new TreeSet<>();
        long high = in.varint();
        in.varint();
        int more = in.count(AckTracker.RANGES_MAX);
        for (int i = 0; i <= more; i++) {
            high -= i == 0 ? 0 : in.varint() + 2;
            long low = high - in.varint();
            for (long n = low; n <= high; n++) {
                numbers.add(n);
            }
            high = low;
        }
        in.end();
        return numbers;
    }

    @Test
    void saysExactlyWhatArrivedWhileTheRangesSuffice() throws Exception {
        RandomSource random = new RandomSource(5);
        for (int round = 0; round < 500; round++) {
            AckTracker tracker = new AckTracker(DELAY_NS);
            TreeSet<Long> arrived = new TreeSet<>();
            for (int i = 0; i < 60; i++) {
                long number = random.nextInt(120);
                arrived.add(number);
                tracker.onPacket(number, true, 0);
            }
            assertThat(written(tracker, 1000)).isEqualTo(arrived);
        }
    }

    @Test
    void forgetsTheOldestWhenThereAreTooManyRangesAndNeverInventsAny() throws Exception {
        RandomSource random = new RandomSource(6);
        AckTracker tracker = new AckTracker(DELAY_NS);
        TreeSet<Long> arrived = new TreeSet<>();
        for (int i = 0; i < 5000; i++) {
            long number = i + random.nextInt(400);
            arrived.add(number);
            tracker.onPacket(number, true, 0);
        }
        TreeSet<Long> said = written(tracker, 1000);
        assertThat(arrived).containsAll(said);
        assertThat(said.last()).isEqualTo(arrived.last());
        assertThat(arrived.tailSet(said.first())).isEqualTo(said);
        TreeSet<Long> briefly = written(tracker, PacketCodec.ACK_RESERVE_BYTES);
        assertThat(arrived.tailSet(briefly.first())).isEqualTo(briefly);
    }

    @Test
    void waitsForCompanyUnlessThereIsAGapOrEnoughHasCome() {
        AckTracker tracker = new AckTracker(DELAY_NS);
        tracker.onPacket(0, false, 10);
        assertThat(tracker.isWanted()).isFalse();
        assertThat(tracker.dueNs()).isEqualTo(Long.MAX_VALUE);
        tracker.onPacket(1, true, 20);
        assertThat(tracker.dueNs()).isEqualTo(20 + DELAY_NS);
        tracker.onPacket(3, true, 30);
        assertThat(tracker.dueNs()).as("a gap").isEqualTo(30);
        tracker.write(new PacketWriter(100), 100, 30);
        assertThat(tracker.dueNs()).isEqualTo(Long.MAX_VALUE);
        for (int i = 4; i < 8; i++) {
            tracker.onPacket(i, true, 40);
        }
        assertThat(tracker.dueNs()).as("four packets").isEqualTo(40);
    }
}
