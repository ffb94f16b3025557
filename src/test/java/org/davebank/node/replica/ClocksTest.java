package org.davebank.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.node.port.Time;
import org.davebank.node.wire.ClockReading;
import org.junit.jupiter.api.Test;

/** Three nodes whose packets take a while. */
class ClocksTest {

    private static final MemberId ANN = new MemberId(1);
    private static final MemberId BOB = new MemberId(2);
    private static final MemberId CAT = new MemberId(3);
    private static final List<MemberId> ALL = List.of(ANN, BOB, CAT);
    private static final long YEARS_24 = 757_382_400_000L;

    private long nowMs = 5_000;

    private final class Watch implements Time {
        long aheadMs;

        @Override
        public long nowNs() {
            return nowMs * 1_000_000;
        }

        @Override
        public long wallMs() {
            return 1_700_000_000_000L + nowMs + aheadMs;
        }
    }

    private final Watch annWatch = new Watch();
    private final Watch bobWatch = new Watch();
    private final Watch catWatch = new Watch();
    private final Clocks ann = new Clocks(ANN, annWatch, 1L << 40);
    private final Clocks bob = new Clocks(BOB, bobWatch, 1L << 41);
    private final Clocks cat = new Clocks(CAT, catWatch, 1L << 42);

    private void exchange(MemberId with, Clocks other, long delayMs) {
        ClockReading question = ann.reading(with);
        nowMs += delayMs;
        other.observe(ANN, question);
        ClockReading answer = other.reading(ANN);
        nowMs += delayMs;
        ann.observe(with, answer);
    }

    private void exchange() {
        exchange(BOB, bob, 5);
        exchange(CAT, cat, 5);
    }

    @Test
    void aClockThatAgreesWithAQuorumIsBelieved() {
        assertThat(ann.agreedMs(ALL)).isEmpty();
        assertThat(ann.areCompared(ALL)).isFalse();
        exchange(BOB, bob, 5);
        assertThat(ann.agreedMs(ALL)).hasValue(annWatch.wallMs());
        catWatch.aheadMs = YEARS_24;
        exchange(CAT, cat, 5);
        assertThat(ann.agreedMs(ALL)).hasValue(annWatch.wallMs());
        assertThat(Clocks.skewed(ann.skewsMs(ALL))).containsExactly(CAT);
    }

    @Test
    void aJumpOfTheOwnClockShowsAtOnce() {
        exchange();
        annWatch.aheadMs = YEARS_24;
        assertThat(ann.agreedMs(ALL)).isEmpty();
        assertThat(ann.areCompared(ALL)).isTrue();
        assertThat(Clocks.skewed(ann.skewsMs(ALL))).containsExactly(ANN);
        assertThat(ann.successor(ALL, List.of(BOB, CAT))).isEqualTo(BOB);
    }

    @Test
    void theLimitIsTwoSecondsAsFarAsTheClocksAreKnown() {
        annWatch.aheadMs = 1_900;
        exchange();
        assertThat(ann.agreedMs(ALL)).isPresent();
        annWatch.aheadMs = 2_100;
        assertThat(ann.agreedMs(ALL)).isEmpty();
        annWatch.aheadMs = -2_100;
        assertThat(ann.agreedMs(ALL)).isEmpty();
    }

    @Test
    void theMiddleOfThreeThatAllDifferIsNotBelieved() {
        bobWatch.aheadMs = 3_600_000;
        catWatch.aheadMs = -3_600_000;
        exchange();
        assertThat(ann.agreedMs(ALL)).isEmpty();
        assertThat(ann.successor(ALL, List.of(BOB, CAT))).isNull();
    }

    @Test
    void nothingIsConcludedFromALongRoundTripOrALongTimeAgo() {
        exchange(BOB, bob, 600);
        assertThat(ann.areCompared(ALL)).isFalse();
        exchange(BOB, bob, 400);
        assertThat(ann.areCompared(ALL)).isTrue();
        nowMs += Clocks.FRESH_MS + 1;
        assertThat(ann.areCompared(ALL)).isFalse();
    }

    @Test
    void aPeerThatStartsAgainIsComparedAgain() {
        exchange();
        Clocks again = new Clocks(BOB, bobWatch, 1L << 30);
        nowMs += Clocks.FRESH_MS + 1;
        exchange(BOB, again, 5);
        assertThat(ann.agreedMs(ALL)).isPresent();
    }

    @Test
    void aLoneVoterIsBelieved() {
        annWatch.aheadMs = YEARS_24;
        assertThat(ann.agreedMs(List.of(ANN))).hasValue(annWatch.wallMs());
    }

    @Test
    void timesAreToldInWords() {
        assertThat(Clocks.text(YEARS_24)).isEqualTo("24 years ahead");
        assertThat(Clocks.text(YEARS_24 - 3)).isEqualTo("24 years ahead");
        assertThat(Clocks.text(3_599_998)).isEqualTo("1 hour ahead");
        assertThat(Clocks.text(-3_720_000)).isEqualTo("1 hour 2 minutes behind");
        assertThat(Clocks.text(2_340)).isEqualTo("2.3 seconds ahead");
    }
}
