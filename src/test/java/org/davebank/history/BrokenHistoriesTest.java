package org.davebank.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.history.Story.ANN;
import static org.davebank.history.Story.BOB;
import static org.davebank.history.Story.deposit;
import static org.davebank.history.Story.reversal;
import static org.davebank.history.Story.transfer;
import static org.davebank.history.Story.with;
import static org.davebank.history.Story.withdrawal;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each history here is broken by hand in one place. */
class BrokenHistoriesTest {

    private static final WindowChecker.Work WORK = new WindowChecker.Work(1_000, 100_000);

    /** Which checkers find it. */
    private enum By {
        BOTH,
        /** It takes the books to see it. */
        THE_LOG,
        /** No account by itself looks wrong. */
        WINDOWS
    }

    private static final Asked.Move RENT = transfer("rent", ANN, BOB, 400);

    /** Ann has 1000 and pays Bob 400, who takes 150: 600 and 250 are left at 100. */
    private static Story usual() {
        return new Story()
                .posted(0, 10, deposit("wages", ANN, 1_000))
                .posted(20, 30, RENT)
                .read(40, 50, BOB, 400)
                .posted(60, 70, withdrawal("cash", BOB, 150))
                .read(80, 90, ANN, 600);
    }

    static Stream<Arguments> brokenHistories() {
        return Stream.of(
                broken(
                        "a deposit is lost",
                        By.BOTH,
                        story -> {
                            story.posted(100, 110, deposit("gift", ANN, 50));
                            story.tear(ANN, 2);
                        }),
                broken(
                        "a deposit is booked twice",
                        By.BOTH,
                        story -> story.book(deposit("wages", ANN, 1_000))),
                broken(
                        "a read sees the debit, and a later one not the credit",
                        By.WINDOWS,
                        story -> {
                            story.posted(100, 200, transfer("loan", ANN, BOB, 100));
                            story.read(110, 120, ANN, 500).read(130, 140, BOB, 250);
                        }),
                broken("a read is stale", By.BOTH, story -> story.read(100, 110, BOB, 400)),
                broken(
                        "a read sees what is asked for after it",
                        By.BOTH,
                        story ->
                                story.read(100, 110, ANN, 650)
                                        .posted(120, 130, deposit("gift", ANN, 50))),
                broken(
                        "a balance goes back",
                        By.BOTH,
                        story -> {
                            story.posted(100, 200, deposit("gift", ANN, 50));
                            story.read(110, 120, ANN, 650).read(130, 140, ANN, 600);
                        }),
                broken(
                        "a debit is refused, with the funds there",
                        By.BOTH,
                        story ->
                                story.refused(
                                        100,
                                        110,
                                        withdrawal("car", ANN, 600),
                                        "insufficient_funds")),
                broken(
                        "a debit succeeds without funds",
                        By.BOTH,
                        story -> story.posted(100, 110, withdrawal("car", ANN, 601))),
                broken(
                        "a retry is answered with another posting",
                        By.BOTH,
                        story -> {
                            story.posted(100, 110, deposit("gift", ANN, 50));
                            story.posted(120, 130, deposit("gift", ANN, 50));
                        }),
                broken(
                        "a retry of a refused debit is posted",
                        By.BOTH,
                        story -> {
                            story.refused(
                                    100, 110, withdrawal("car", ANN, 700), "insufficient_funds");
                            story.posted(120, 130, deposit("gift", ANN, 100));
                            story.posted(140, 150, withdrawal("car", ANN, 700));
                        }),
                broken(
                        "a call that began later is booked earlier",
                        By.BOTH,
                        story -> {
                            Line second = story.book(deposit("second", ANN, 2));
                            Line first = story.book(deposit("first", ANN, 1));
                            story.heard(
                                    100, 110, deposit("first", ANN, 1), new Answered.Posted(first));
                            story.heard(
                                    120,
                                    130,
                                    deposit("second", ANN, 2),
                                    new Answered.Posted(second));
                        }),
                broken(
                        "what was refused is booked",
                        By.BOTH,
                        story -> {
                            story.book(withdrawal("car", ANN, 600));
                            story.heard(
                                    100,
                                    110,
                                    withdrawal("car", ANN, 600),
                                    new Answered.Refused("account_frozen", true));
                        }),
                broken(
                        "what was said not to be done is booked",
                        By.BOTH,
                        story -> {
                            story.book(deposit("gift", ANN, 50));
                            story.heard(100, 110, deposit("gift", ANN, 50), new Answered.NotDone());
                        }),
                broken(
                        "it is booked at another index than the answer said",
                        By.THE_LOG,
                        story -> story.bend(ANN, 1, line -> with(line, 600, 9))),
                broken(
                        "two payments cross, and two reads see one each",
                        By.WINDOWS,
                        story -> {
                            story.posted(100, 200, transfer("there", ANN, BOB, 100));
                            story.lines.get(BOB).removeLast();
                            Line back = story.book(transfer("back", BOB, ANN, 30));
                            story.bend(BOB, 2, line -> with(line, 220, line.index()));
                            story.heard(
                                    100,
                                    200,
                                    transfer("back", BOB, ANN, 30),
                                    new Answered.Posted(with(back, 220, back.index())));
                            story.lines.get(BOB).add(creditOfThere(story));
                            story.read(110, 190, ANN, 500).read(110, 190, BOB, 220);
                        }),
                broken(
                        "a payment that was seen is gone again",
                        By.BOTH,
                        story ->
                                story.lost(100, transfer("loan", ANN, BOB, 100))
                                        .read(110, 120, BOB, 350)
                                        .read(130, 140, BOB, 250)),
                broken(
                        "a payment that was acknowledged is no funds of the payee",
                        By.BOTH,
                        story -> {
                            story.bookRefusal(withdrawal("car", BOB, 700), "insufficient_funds");
                            story.posted(100, 110, transfer("loan", ANN, BOB, 600));
                            story.heard(
                                    120,
                                    130,
                                    withdrawal("car", BOB, 700),
                                    new Answered.Refused("insufficient_funds", true));
                        }),
                broken(
                        "a payment arrives at nobody",
                        By.BOTH,
                        story -> {
                            story.posted(100, 110, transfer("loan", ANN, BOB, 100));
                            story.tear(BOB, 2);
                        }),
                broken(
                        "two deposits overwrite each other",
                        By.BOTH,
                        story -> {
                            story.posted(100, 200, deposit("gift", ANN, 50));
                            story.balances.put(ANN, 600L);
                            story.posted(100, 200, deposit("fee", ANN, 20));
                        }),
                broken(
                        "more is given back than was paid",
                        By.BOTH,
                        story ->
                                story.posted(100, 110, reversal("back", RENT, 100))
                                        .posted(120, 130, deposit("gift", BOB, 500))
                                        .posted(140, 150, reversal("again", RENT, 301))),
                broken(
                        "nothing may be given back, although nothing was",
                        By.BOTH,
                        story ->
                                story.refused(
                                        100, 110, reversal("back", RENT, 200), "already_reversed")),
                broken(
                        "the books have what nobody asked for",
                        By.BOTH,
                        story -> story.book(deposit("whose", ANN, 5))));
    }

    private static Line creditOfThere(Story story) {
        Line home = story.lines.get(ANN).get(2);
        return new Line(
                home.id(), null, ANN, BOB, 100, null, null, 320, 9, 9, 1, home.index() + 9, "");
    }

    private static Arguments broken(String what, By by, Consumer<Story> how) {
        return Arguments.of(what, by, how);
    }

    @ParameterizedTest(name = "{0}: found by {1}")
    @MethodSource("brokenHistories")
    void aBrokenHistoryIsViolated(String what, By by, Consumer<Story> how) {
        Story story = usual();
        how.accept(story);
        Finding log = LogOrderChecker.check(story.history());
        Finding windows = WindowChecker.check(story.history(), WORK);
        assertThat(log.ruling())
                .as(log.toString())
                .isEqualTo(by == By.WINDOWS ? Finding.Ruling.OK : Finding.Ruling.VIOLATED);
        assertThat(windows.ruling())
                .as(windows.toString())
                .isEqualTo(by == By.THE_LOG ? Finding.Ruling.OK : Finding.Ruling.VIOLATED);
    }

    @Test
    void theUsualHistoryIsRight() {
        assertRight(usual());
    }

    private static void assertRight(Story story) {
        assertThat(LogOrderChecker.check(story.history()).examples()).isEmpty();
        assertThat(WindowChecker.check(story.history(), WORK).examples()).isEmpty();
    }

    @Test
    void whatIsUnknownMayBeDoneLaterOrNever() {
        Story done = usual().lost(100, withdrawal("car", ANN, 500)).read(110, 120, ANN, 600);
        done.book(withdrawal("car", ANN, 500));
        assertRight(done.read(130, 140, ANN, 100));
        assertRight(usual().lost(100, withdrawal("car", ANN, 500)).read(110, 120, ANN, 600));
    }

    @Test
    void aBalanceAfterMayLackACreditThatWasDecidedMeanwhile() {
        Story story = usual();
        story.posted(100, 200, transfer("there", ANN, BOB, 100));
        story.lines.get(BOB).removeLast();
        Line cash = with(story.book(withdrawal("cash 2", BOB, 30)), 220, 8);
        story.lines.get(BOB).set(2, cash);
        story.lines.get(BOB).add(creditOfThere(story));
        story.heard(150, 250, withdrawal("cash 2", BOB, 30), new Answered.Posted(cash));
        assertRight(story.read(210, 240, BOB, 320));
    }

    @Test
    void itMayNotLackACreditThatWasAcknowledgedBefore() {
        Story story = usual();
        story.posted(100, 140, transfer("there", ANN, BOB, 100));
        story.lines.get(BOB).removeLast();
        Line cash = with(story.book(withdrawal("cash 2", BOB, 30)), 220, 8);
        story.lines.get(BOB).set(2, cash);
        story.lines.get(BOB).add(creditOfThere(story));
        story.heard(150, 250, withdrawal("cash 2", BOB, 30), new Answered.Posted(cash));
        assertThat(LogOrderChecker.check(story.history()).examples())
                .singleElement()
                .asString()
                .startsWith("J9:");
        assertThat(WindowChecker.check(story.history(), WORK).violations()).isEqualTo(1);
    }

    @Test
    void aRepetitionMayBeAnsweredAsTheFirstTime() {
        Story story = usual();
        Line line = story.lines.get(ANN).getFirst();
        assertRight(story.heard(100, 110, deposit("wages", ANN, 1_000), new Answered.Posted(line)));
    }

    @Test
    void theExplanationNamesTheAnswerThatFitsNowhere() {
        Story story = usual().posted(100, 200, deposit("gift", ANN, 50));
        story.read(110, 120, ANN, 650).read(130, 140, ANN, 600);
        assertThat(WindowChecker.check(story.history(), WORK).examples())
                .first()
                .asString()
                .startsWith("W1: no order of 2 calls gives the answer of [read ann: 600]")
                .contains("[read ann: 650 ");
    }

    @Test
    void whatOthersTakeMustNotOverdrawAnAccountEither() {
        Story story = new Story();
        story.book(withdrawal("rent", ANN, 5));
        story.bend(ANN, 0, BrokenHistoriesTest::ofOthers);
        assertThat(LogOrderChecker.check(story.history()).examples())
                .singleElement()
                .asString()
                .startsWith("J5: overdrawn");
    }

    /** What a batch moves is judged when it begins; a debit in between may not look at the funds. */
    @Test
    void whatOthersTakeMayOverdrawWhereLinesDoNotTellTheFunds() {
        Story story = new Story();
        story.book(withdrawal("rent", ANN, 5));
        story.bend(ANN, 0, BrokenHistoriesTest::ofOthers);
        History history = story.history();
        List<Line> lines = story.lines.get(ANN);
        Map<String, Book> books = Map.of(ANN, new Book(ANN, 0, false, true, -5, lines));
        assertThat(LogOrderChecker.check(new History(history.calls(), books)).examples()).isEmpty();
    }

    private static Line ofOthers(Line line) {
        return new Line(
                line.id(),
                null,
                line.from(),
                line.to(),
                line.amountMinor(),
                line.reverses(),
                line.refusal(),
                line.balanceAfterMinor(),
                line.committedMs(),
                line.effectiveMs(),
                line.shard(),
                line.index(),
                line.details());
    }

    @Test
    void aViolationOfOneAccountLeavesOpenWhatOthersHave() {
        for (long seen : new long[] {0, 30}) {
            Story story = new Story().posted(0, 10, deposit("wages", ANN, 100));
            story.lost(20, deposit("gift", BOB, 30));
            story.refused(30, 40, withdrawal("car", BOB, 50), "insufficient_funds");
            story.book(deposit("gift", BOB, 30));
            story.read(50, 60, ANN, 7).read(70, 80, BOB, seen);
            assertThat(WindowChecker.check(story.history(), WORK).violations()).isEqualTo(1);
        }
    }

    @Test
    void tooMuchWorkIsUndecidedAndWhatFollowsIsJudged() {
        Story story = new Story();
        for (int i = 0; i < 12; i++) {
            Asked.Move gift = transfer("gift " + i, "eve", ANN, 1L << i);
            story.heard(0, 9, gift, new Answered.Posted(story.line(gift, ANN, true, null)));
        }
        story.read(10, 20, BOB, 7);
        Finding finding = WindowChecker.check(story.history(), new WindowChecker.Work(50, 10_000));
        assertThat(finding.undecided()).isPositive();
        assertThat(finding.violations()).isEqualTo(1);
        Finding right =
                WindowChecker.check(
                        new Story().read(0, 1, ANN, 0).history(), new WindowChecker.Work(0, 0));
        assertThat(right.ruling()).isEqualTo(Finding.Ruling.UNDECIDED);
    }
}
