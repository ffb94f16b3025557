package org.davebank.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ada's account is in shard 0, Bob's in shard 1; times are small numbers. */
class TrailTest {

    private static final String ADA = "00000001";
    private static final String BOB = "00000002";

    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, List<Entry>> books = new TreeMap<>();

    private static Entry entry(String key, Kind kind, boolean posted, long committedMs) {
        boolean transfer = kind == Kind.TRANSFER;
        return new Entry(
                "id-" + key,
                key,
                key,
                kind,
                ADA,
                transfer ? BOB : null,
                100,
                posted,
                posted ? null : "insufficient_funds",
                0,
                committedMs,
                committedMs,
                0,
                1,
                null,
                null,
                0);
    }

    private void sent(String key, Kind kind, long startNs, long endNs, Outcome outcome) {
        Order order =
                new Order(key, kind, ADA, kind == Kind.TRANSFER ? BOB : null, 100, "something");
        operations.add(new Operation(order, startNs, endNs, outcome));
    }

    private void booked(String account, Entry entry) {
        books.computeIfAbsent(account, any -> new ArrayList<>()).add(entry);
    }

    private Trail trail() {
        Map<String, Statement> statements = new TreeMap<>();
        books.forEach((account, entries) ->
                statements.put(account, new Statement(account, 0, 0, 0, 0, entries)));
        return new Trail(operations, statements);
    }

    /** A transfer that was acknowledged and is in the books of both. */
    private void paid(String key, long startNs, long endNs, long committedMs) {
        Entry entry = entry(key, Kind.TRANSFER, true, committedMs);
        sent(key, Kind.TRANSFER, startNs, endNs, new Outcome.Posted(entry));
        booked(ADA, entry);
        booked(BOB, entry);
    }

    @Test
    void whatWasSentAndNotAnsweredWasUnderWay() {
        paid("before", 10, 20, 1_000);
        paid("during", 10, 40, 2_000);
        sent("deposit", Kind.DEPOSIT, 10, 40, new Outcome.NotDone("no quorum"));
        paid("after", 31, 40, 3_000);
        assertThat(trail().underWayAt(30)).isEqualTo(Map.of(Kind.TRANSFER, 1));
        assertThat(trail().underWayAt(40)).isEmpty();
    }

    @Test
    void theTimeOfTheRecordDecidesHoweverTheAnswerCame() {
        paid("posted", 10, 40, 2_000);
        sent("rejected", Kind.TRANSFER, 10, 40, new Outcome.Rejected("insufficient_funds", ""));
        booked(ADA, entry("rejected", Kind.TRANSFER, false, 2_500));
        sent("unknown", Kind.TRANSFER, 10, 40, new Outcome.Unknown("no answer"));
        booked(ADA, entry("unknown", Kind.TRANSFER, true, 2_700));
        sent("absent", Kind.TRANSFER, 10, 40, new Outcome.Unknown("no answer"));
        assertThat(trail().decidedMs(30)).isEqualTo(2_700);
        assertThat(trail().decidedMs(50)).isZero();
    }

    @Test
    void onlyAnOrderThatBeganAfterAMomentShowsThatTheShardAnswersAgain() {
        paid("in flight", 10, 40, 2_000);
        paid("slow", 31, 90, 2_000);
        paid("first", 35, 60, 2_000);
        assertThat(trail().firstAcknowledgedNs(0, 30)).isEqualTo(60L);
        assertThat(trail().firstAcknowledgedNs(1, 30)).isNull();
    }

    @Test
    void anOrderThatIsSentOnceMoreCountsOnce() {
        Entry lost = entry("lost", Kind.DEPOSIT, true, 1_000);
        sent("lost", Kind.DEPOSIT, 1, 2, new Outcome.Posted(lost));
        sent("lost", Kind.DEPOSIT, 3, 4, new Outcome.Posted(lost));
        assertThat(trail().orders()).isEqualTo(1);
        assertThat(trail().lost()).isEqualTo(1);
    }

    @Test
    void whatIsLostDoubledOrHalfIsCounted() {
        paid("right", 1, 2, 1_000);
        Entry lost = entry("lost", Kind.DEPOSIT, true, 1_000);
        sent("lost", Kind.DEPOSIT, 1, 2, new Outcome.Posted(lost));
        paid("twice", 1, 2, 1_000);
        booked(ADA, entry("twice", Kind.TRANSFER, true, 1_001));
        paid("credited twice", 1, 2, 1_000);
        booked(BOB, entry("credited twice", Kind.TRANSFER, true, 1_001));
        Entry half = entry("half", Kind.TRANSFER, true, 1_000);
        sent("half", Kind.TRANSFER, 1, 2, new Outcome.Posted(half));
        booked(ADA, half);
        Trail trail = trail();
        assertThat(trail.lost()).isEqualTo(1);
        assertThat(trail.doubled()).isEqualTo(2);
        assertThat(trail.half()).isEqualTo(1);
        assertThat(trail.orders()).isEqualTo(5);
    }

    @Test
    void anOrderToTheSameShardIsNotBetweenShards() {
        paid("one", 1, 2, 1_000);
        assertThat(trail().betweenShards()).as("nothing shows where Bob's account is").isZero();
    }
}
