package org.davebank.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict can be lost: each history here is broken by hand in one place. */
class JudgeTest {

    private static final String RUN = "bot-t-";
    private static final String ACCOUNT = "12345678";

    /** A day at the bank: wages, groceries, a car that is too dear, a lost answer, one not done. */
    private static final class Day {
        final List<Operation> operations = new ArrayList<>();
        final List<Entry> entries = new ArrayList<>();
        long balanceMinor;

        static Day usual() {
            Day day = new Day();
            day.posted(0, Kind.DEPOSIT, 1_000, 10);
            day.posted(1, Kind.WITHDRAWAL, 300, 11);
            day.rejected(2, 5_000, 12);
            day.enter(3, Kind.DEPOSIT, 50, true, 13);
            day.ended(3, Kind.DEPOSIT, 50, new Outcome.Unknown("lost"));
            day.ended(4, Kind.DEPOSIT, 60, new Outcome.Unknown("lost"));
            day.ended(5, Kind.DEPOSIT, 70, new Outcome.NotDone("no quorum"));
            day.posted(6, Kind.WITHDRAWAL, 750, 14);
            return day;
        }

        static Order order(int n, Kind kind, long amountMinor) {
            return new Order(RUN + n, kind, ACCOUNT, null, amountMinor, "");
        }

        Entry enter(int n, Kind kind, long amountMinor, boolean posted, long index) {
            if (posted) {
                balanceMinor += kind == Kind.DEPOSIT ? amountMinor : -amountMinor;
            }
            Entry entry =
                    new Entry(
                            "id-" + n,
                            RUN + n,
                            RUN + n,
                            kind,
                            ACCOUNT,
                            null,
                            amountMinor,
                            posted,
                            posted ? null : "insufficient_funds",
                            balanceMinor,
                            index,
                            index,
                            0,
                            index,
                            null,
                            null,
                            0);
            entries.add(entry);
            return entry;
        }

        /** Operation n takes from 100 n to 100 n + 50, so each begins after the one before ended. */
        void ended(int n, Kind kind, long amountMinor, Outcome outcome) {
            operations.add(
                    new Operation(order(n, kind, amountMinor), 100L * n, 100L * n + 50, outcome));
        }

        void posted(int n, Kind kind, long amountMinor, long index) {
            ended(
                    n,
                    kind,
                    amountMinor,
                    new Outcome.Posted(enter(n, kind, amountMinor, true, index)));
        }

        void rejected(int n, long amountMinor, long index) {
            enter(n, Kind.WITHDRAWAL, amountMinor, false, index);
            ended(
                    n,
                    Kind.WITHDRAWAL,
                    amountMinor,
                    new Outcome.Rejected("insufficient_funds", "too little"));
        }

        Day change(int at, UnaryOperator<Entry> change) {
            entries.set(at, change.apply(entries.get(at)));
            return this;
        }

        Day outcome(int at, Outcome outcome) {
            Operation was = operations.get(at);
            operations.set(at, new Operation(was.order(), was.startNs(), was.endNs(), outcome));
            return this;
        }

        Verdict judge() {
            Map<String, Statement> statements = new HashMap<>();
            statements.put(
                    ACCOUNT, new Statement(ACCOUNT, balanceMinor, 0, balanceMinor, 0, entries));
            return Judge.judge(RUN, operations, List.of(), statements);
        }
    }

    private static Entry with(
            Entry e,
            @Nullable String key,
            long amountMinor,
            boolean posted,
            long after,
            long index) {
        return new Entry(
                e.id(),
                key,
                key,
                e.kind(),
                e.account(),
                e.to(),
                amountMinor,
                posted,
                posted ? null : "insufficient_funds",
                after,
                e.committedMs(),
                e.effectiveMs(),
                e.shard(),
                index,
                e.reverses(),
                null,
                0);
    }

    @Test
    void aCreditIsNoFundsBeforeItsValueDate() {
        Day day = new Day();
        day.posted(0, Kind.DEPOSIT, 100, 10);
        day.posted(1, Kind.DEPOSIT, 1_000, 11);
        day.rejected(2, 101, 12);
        day.posted(3, Kind.WITHDRAWAL, 100, 13);
        day.posted(4, Kind.WITHDRAWAL, 1_000, 20);
        day.operations.set(1, effective(day, 1, 20));
        assertThat(day.judge().examples()).isEmpty();
        day.operations.set(1, effective(day, 1, 21));
        assertThat(day.judge().examples()).singleElement().asString().startsWith("J5: overdrawn");
        day.operations.set(1, effective(day, 1, 12));
        assertThat(day.judge().examples()).singleElement().asString().startsWith("J5: rejected");
    }

    /** The operation with a value date, in the books and in its acknowledgement. */
    private static Operation effective(Day day, int at, long effectiveMs) {
        Entry e = day.entries.get(at);
        Entry later =
                new Entry(
                        e.id(),
                        e.key(),
                        e.reference(),
                        e.kind(),
                        e.account(),
                        e.to(),
                        e.amountMinor(),
                        e.posted(),
                        e.code(),
                        e.balanceAfterMinor(),
                        e.committedMs(),
                        effectiveMs,
                        e.shard(),
                        e.index(),
                        e.reverses(),
                        null,
                        0);
        day.entries.set(at, later);
        Operation was = day.operations.get(at);
        return new Operation(was.order(), was.startNs(), was.endNs(), new Outcome.Posted(later));
    }

    @Test
    void aTrueHistoryIsCorrectAndUnknownOrdersAreResolved() {
        Verdict verdict = Day.usual().judge();
        assertThat(verdict.examples()).isEmpty();
        assertThat(verdict.ruling()).isEqualTo(Verdict.Ruling.CORRECT);
        assertThat(verdict.posted()).isEqualTo(4);
        assertThat(verdict.rejected()).isEqualTo(1);
        assertThat(verdict.notDone()).isEqualTo(1);
        assertThat(verdict.resolvedPosted()).isEqualTo(1);
        assertThat(verdict.resolvedAbsent()).isEqualTo(1);
    }

    static Stream<Arguments> brokenHistories() {
        return Stream.of(
                Arguments.of("an acknowledged order is lost", "J1", lost()),
                Arguments.of("an order is posted twice", "J1", twice()),
                Arguments.of(
                        "an amount differs from what was acknowledged",
                        "J1",
                        Day.usual().change(0, e -> with(e, RUN + 0, 1_001, true, 1_000, 10))),
                Arguments.of(
                        "a place differs from what was acknowledged",
                        "J1",
                        Day.usual().change(0, e -> with(e, RUN + 0, 1_000, true, 1_000, 9))),
                Arguments.of("a rejected order is posted all the same", "J2", revived()),
                Arguments.of("a recorded rejection is forgotten", "J2", forgotten()),
                Arguments.of(
                        "an order that was not done is in the books",
                        "J3",
                        Day.usual().outcome(3, new Outcome.NotDone("no quorum"))),
                Arguments.of("there is an order that nobody gave", "J4", unasked()),
                Arguments.of(
                        "a balance after is wrong",
                        "J5",
                        Day.usual()
                                .outcome(1, new Outcome.Unknown("lost"))
                                .change(1, e -> with(e, RUN + 1, 300, true, 701, 11))),
                Arguments.of("there was enough for what was rejected", "J5", stingy()),
                Arguments.of("an account is overdrawn", "J5", overdrawn()),
                Arguments.of("the balance is not that of the records", "J5", richer()),
                Arguments.of("a later order lies before an earlier one", "J7", reordered()));
    }

    private static Day lost() {
        Day day = Day.usual();
        day.entries.removeLast();
        day.balanceMinor += 750;
        return day;
    }

    private static Day twice() {
        Day day = Day.usual();
        day.enter(0, Kind.DEPOSIT, 1_000, true, 15);
        return day;
    }

    private static Day revived() {
        Day day = Day.usual();
        return day.outcome(0, new Outcome.Rejected("insufficient_funds", "too little"));
    }

    private static Day forgotten() {
        Day day = Day.usual();
        day.entries.remove(2);
        return day;
    }

    private static Day unasked() {
        Day day = Day.usual();
        day.enter(99, Kind.DEPOSIT, 5, true, 15);
        return day;
    }

    private static Day stingy() {
        Day day = new Day();
        day.posted(0, Kind.DEPOSIT, 1_000, 10);
        day.rejected(1, 1_000, 11);
        return day;
    }

    private static Day overdrawn() {
        Day day = new Day();
        day.posted(0, Kind.DEPOSIT, 1_000, 10);
        day.posted(1, Kind.WITHDRAWAL, 1_001, 11);
        return day;
    }

    private static Day richer() {
        Day day = Day.usual();
        day.balanceMinor += 1;
        return day;
    }

    /** Two accounts, or the account's own history would be out of order first. */
    private static Day reordered() {
        Day day = new Day();
        day.posted(0, Kind.DEPOSIT, 1_000, 10);
        day.posted(1, Kind.DEPOSIT, 1_000, 10);
        return day;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenHistories")
    void aBrokenHistoryIsViolated(String what, String rule, Day day) {
        Verdict verdict = day.judge();
        assertThat(verdict.ruling()).isEqualTo(Verdict.Ruling.VIOLATED);
        assertThat(verdict.examples()).anyMatch(each -> each.startsWith(rule + ":"));
    }

    @Test
    void theSumOfTheOrdersIsCheckedApartFromTheRecords() {
        Day day = lost();
        assertThat(day.judge().examples()).anyMatch(each -> each.startsWith("J6:"));
    }

    @Test
    void ordersThatOverlapMayLieInAnyOrder() {
        Day day = new Day();
        Entry first = day.enter(0, Kind.DEPOSIT, 5, true, 10);
        Entry second = day.enter(1, Kind.DEPOSIT, 5, true, 11);
        day.operations.add(
                new Operation(Day.order(0, Kind.DEPOSIT, 5), 60, 100, new Outcome.Posted(first)));
        day.operations.add(
                new Operation(Day.order(1, Kind.DEPOSIT, 5), 10, 80, new Outcome.Posted(second)));
        assertThat(day.judge().ruling()).isEqualTo(Verdict.Ruling.CORRECT);
    }

    @Test
    void somebodyElsesRecordsAreCountedAndDoNotSpoilTheVerdict() {
        Day day = new Day();
        day.posted(0, Kind.DEPOSIT, 1_000, 10);
        day.enter(1, Kind.DEPOSIT, 7, true, 11);
        day.change(1, e -> with(e, null, 7, true, 1_007, 11));
        Verdict verdict = day.judge();
        assertThat(verdict.ruling()).isEqualTo(Verdict.Ruling.CORRECT);
        assertThat(verdict.foreign()).isEqualTo(1);
    }

    @Test
    void examplesAreFewAndAllAreCounted() {
        Day day = new Day();
        for (int i = 0; i < 100; i++) {
            day.enter(i, Kind.DEPOSIT, 1, true, i);
        }
        Verdict verdict = day.judge();
        assertThat(verdict.examples()).hasSize(Judge.EXAMPLES_MAX);
        assertThat(verdict.violations()).isGreaterThanOrEqualTo(100);
    }
}
