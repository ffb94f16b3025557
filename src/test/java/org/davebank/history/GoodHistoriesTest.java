package org.davebank.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a bank of one thread answers is right, however its customers overlap. */
class GoodHistoriesTest {

    private static final WindowChecker.Work WORK = new WindowChecker.Work(20_000, 1_000_000);
    private static final int CALLS = 300;

    /** Up to about eight calls are under way at a time. */
    private static final int OVERLAP_NS = 200;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 150);
    }

    private static History of(long seed) {
        return new RandomBank(seed, 2 + (int) (seed % 6), OVERLAP_NS).run(CALLS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothCheckersFindNothing(long seed) {
        Finding log = LogOrderChecker.check(of(seed));
        assertThat(log.examples()).isEmpty();
        assertThat(log.judged()).isGreaterThanOrEqualTo(CALLS);
        Finding windows = WindowChecker.check(of(seed), WORK);
        assertThat(windows.examples()).isEmpty();
        assertThat(windows.undecided()).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothFindAReadThatShowsWhatTheAccountNeverHad(long seed) {
        History good = of(seed);
        List<Call> calls = new ArrayList<>(good.calls());
        for (int i = CALLS / 2; i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.answered() instanceof Answered.Balance(long minor)) {
                Answered wrong = new Answered.Balance(minor + 1_000_003);
                calls.set(i, new Call(call.calledNs(), call.returnedNs(), call.asked(), wrong));
                break;
            }
        }
        History bad = new History(calls, good.books());
        assertThat(LogOrderChecker.check(bad).violations()).isEqualTo(1);
        assertThat(WindowChecker.check(bad, WORK).violations()).isEqualTo(1);
    }

    @Test
    void aLongHistoryWithManyAccountsIsJudgedToTheEnd() {
        Finding windows =
                WindowChecker.check(
                        new RandomBank(7, 24, OVERLAP_NS).run(10_000),
                        new WindowChecker.Work(20_000, 10_000_000));
        assertThat(windows.ruling()).isEqualTo(Finding.Ruling.OK);
        assertThat(windows.judged()).isGreaterThan(8_000);
    }
}
