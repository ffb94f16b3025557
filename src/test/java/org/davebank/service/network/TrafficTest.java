package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.node.wire.GroupWork;
import org.junit.jupiter.api.Test;

/** Two shards whose leaders report every 500 ms; times are in milliseconds of the wall clock. */
class TrafficTest {

    private static final MemberId ANNA = new MemberId(1);
    private static final MemberId BERT = new MemberId(2);
    private static final long T = 1_000_000;

    private final Traffic traffic = traffic();

    private static Traffic traffic() {
        Traffic traffic = new Traffic();
        traffic.shards(2);
        return traffic;
    }

    private static GroupWork work(long posted, long answered, long waitedUs) {
        return new GroupWork(4, posted, 0, answered, waitedUs, 900);
    }

    /** Each shard records this many transactions a second. */
    private static void run(Traffic traffic, long fromMs, long toMs, int aSecond, int shards) {
        for (long at = fromMs; at <= toMs; at += 500) {
            for (int shard = 0; shard < shards; shard++) {
                long posted = (at - T) * aSecond / 1_000;
                traffic.observe(shard, ANNA, work(posted, posted, posted * 700), at);
            }
        }
    }

    private List<TrafficPoint> seconds(int count, long nowMs) {
        return traffic.newest(count, 1, nowMs);
    }

    @Test
    void aRateIsTheSumOfTheShardsOverTheSecondsInWhichTheyWereLed() {
        run(traffic, T, T + 10_000, 20, 2);

        List<TrafficPoint> seconds = seconds(5, T + 10_000);
        assertThat(seconds).extracting(TrafficPoint::writes).containsOnly(40L);
        assertThat(seconds).allMatch(each -> each.isWhole(1));
        assertThat(seconds).extracting(TrafficPoint::waitedUs).containsOnly(40L * 700);
    }

    @Test
    void aTimeWithoutLeadersIsAGapOfItsTrueWidthAndNotAFrozenFigure() {
        run(traffic, T, T + 10_000, 20, 2);
        assertThat(traffic.now(T + 14_000)).isNull();
        assertThat(traffic.totals(T + 14_000).areKnown()).isFalse();
        run(traffic, T + 70_000, T + 80_000, 20, 2);

        List<TrafficPoint> seconds = seconds(75, T + 80_000);
        long unknown = seconds.stream().filter(each -> each.isUnknown(1)).count();
        assertThat(unknown).isEqualTo(60);
        assertThat(seconds).extracting(TrafficPoint::writes).doesNotContain(2_400L);
        assertThat(traffic.now(T + 80_000)).isNotNull();
    }

    @Test
    void nothingWrittenIsKnownToBeNothing() {
        run(traffic, T, T + 10_000, 0, 2);

        TrafficPoint now = traffic.now(T + 10_000);
        assertThat(now).isNotNull();
        assertThat(now.writes()).isZero();
    }

    @Test
    void whatOneShardDidIsALowerBoundWhileTheOtherIsNotKnown() {
        run(traffic, T, T + 10_000, 20, 1);

        TrafficPoint newest = seconds(1, T + 10_000).getFirst();
        assertThat(newest.isWhole(1)).isFalse();
        assertThat(newest.isUnknown(1)).isFalse();
        assertThat(newest.writes()).isEqualTo(20);
        assertThat(traffic.now(T + 10_000)).isNull();
        assertThat(traffic.totals(T + 10_000).known()).isEqualTo(1);
    }

    @Test
    void aNewLeaderGoesOnWithTheRecordsAndBeginsAnewWithTheWaits() {
        traffic.observe(0, ANNA, work(100, 100, 70_000), T);
        traffic.observe(1, ANNA, work(0, 0, 0), T);
        traffic.observe(0, BERT, work(130, 5, 9_000_000), T + 1_000);
        traffic.observe(1, ANNA, work(0, 0, 0), T + 1_000);

        TrafficPoint second = seconds(1, T + 2_500).getFirst();
        assertThat(second.writes()).isEqualTo(30);
        assertThat(second.answered()).isZero();
        assertThat(second.waitedUs()).isZero();
    }

    @Test
    void theSameReportSeenAgainCountsOnce() {
        GroupWork first = work(100, 0, 0);
        GroupWork second = work(150, 0, 0);
        traffic.observe(0, ANNA, first, T);
        for (int i = 0; i < 4; i++) {
            traffic.observe(0, ANNA, second, T + 500 + i);
        }

        assertThat(seconds(1, T + 2_500).getFirst().writes()).isEqualTo(50);
    }

    @Test
    void theLongSeriesKeepsThreeHoursInFewPoints() {
        run(traffic, T, T + 3_600_000, 20, 2);

        List<TrafficPoint> minutes = traffic.newest(10_800, 60, T + 3_600_000);
        assertThat(minutes).hasSize(180);
        assertThat(minutes.getLast().writes()).isEqualTo(60 * 40);
        assertThat(minutes.getLast().isWhole(60)).isTrue();
        assertThat(minutes.getFirst().isUnknown(60)).isTrue();
        WireWriter out = new WireWriter();
        traffic.write(out);
        assertThat(out.toBytes().length).isLessThan(64 * 1024);
    }

    @Test
    void aServerThatWasAwayLearnsTheTimeFromAnother() throws WireException {
        Traffic other = traffic();
        run(other, T, T + 60_000, 20, 2);
        run(traffic, T, T + 10_000, 20, 2);
        run(traffic, T + 50_000, T + 60_000, 20, 2);
        WireWriter out = new WireWriter();
        other.write(out);

        traffic.merge(new WireReader(out.toBytes()), T + 60_000);

        List<TrafficPoint> seconds = seconds(55, T + 60_000);
        assertThat(seconds).allMatch(each -> each.isWhole(1));
        assertThat(seconds).extracting(TrafficPoint::writes).containsOnly(40L);
    }

    @Test
    void figuresFromTheFutureAreNotTaken() throws WireException {
        Traffic other = traffic();
        run(other, T + 600_000, T + 610_000, 20, 2);
        WireWriter out = new WireWriter();
        other.write(out);

        traffic.merge(new WireReader(out.toBytes()), T);

        assertThat(traffic.newest(60, 1, T + 612_000)).allMatch(each -> each.isUnknown(1));
    }

    @Test
    void bytesThatAreNoSeriesAreATypedError() {
        run(traffic, T, T + 10_000, 20, 2);
        WireWriter out = new WireWriter();
        traffic.write(out);
        byte[] good = out.toBytes();
        RandomSource random = new RandomSource(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextLong();
            try {
                traffic().merge(new WireReader(bad), T + 10_000);
            } catch (WireException e) {
                continue; // As it should be, or it was a series after all.
            }
        }
        byte[] many = new WireWriter().varint(1L << 40).toBytes();
        assertThatThrownBy(() -> traffic().merge(new WireReader(many), T))
                .isInstanceOf(WireException.class);
    }
}
