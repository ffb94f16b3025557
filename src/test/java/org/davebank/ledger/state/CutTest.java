package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerAnswer.Cut;
import org.davebank.ledger.LedgerAnswer.CutFound;
import org.davebank.ledger.LedgerAnswer.DeliveredAtMark;
import org.davebank.ledger.LedgerAnswer.Leg;
import org.davebank.ledger.LedgerAnswer.MarkedOutcomes;
import org.davebank.ledger.LedgerAnswer.Sum;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.Marked;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.CutBook;
import org.junit.jupiter.api.Test;

/** Account 1 is in shard 0, account 2 in shard 1: what each of them notes at a mark. */
class CutTest {

    private static final int PAYER = 1;
    private static final int PAYEE = 2;

    private final Shard home = marking(new Shard().open(PAYER));
    private final Shard there = marking(new Shard().open(PAYEE));

    private static Shard marking(Shard shard) {
        shard.ledger.follow(++shard.index, LedgerRules.TABLE.getLast());
        return shard;
    }

    private MovementKey begun(long minor) {
        return ((Begun) home.apply(new Begin(Draft.transfer(PAYER, PAYEE, minor), 1))).key();
    }

    private Deliver committed(MovementKey key) {
        Recorded recorded = (Recorded) home.apply(new Decide(key, null, home.stampMs));
        long decidedAtMs = recorded.transaction().committedAtMs();
        return new Deliver(
                key, decidedAtMs, 0, null, null, PostingMode.LIVE, null, "ann", "request");
    }

    private static Expect expect(MovementKey key, long minor) {
        return new Expect(key, 0, new AccountNumber(PAYEE), minor, "EUR", 2, true);
    }

    private static CutFound found(Shard shard, long mark, int from) {
        return (CutFound) shard.ledger.answer(new LedgerQuery.FindCut(mark, from));
    }

    private static Cut cut(Shard shard, long mark) {
        return found(shard, mark, 0).cut();
    }

    private DeliveredAtMark delivered(long mark, MovementKey... keys) {
        return (DeliveredAtMark)
                there.ledger.answer(new LedgerQuery.DeliveredAtMark(mark, List.of(keys)));
    }

    @Test
    void aShardNotesItsTransitAndWhatIsNotAcknowledged() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey undecided = begun(1_00);
        MovementKey rejected = begun(2_00);
        MovementKey forgotten = begun(3_00);
        MovementKey committed = begun(4_00);
        home.apply(new Decide(rejected, RejectionCode.ACCOUNT_NOT_FOUND, home.stampMs));
        committed(forgotten);
        home.apply(new Forget(forgotten));
        committed(committed);

        assertThat(home.apply(new Mark(5))).isEqualTo(new Marked(5, home.index));
        committed(undecided);

        Cut cut = cut(home, 5);
        assertThat(cut.transit()).containsExactly(new Sum("EUR", 7_00));
        assertThat(cut.legs()).containsExactly(new Leg(committed, 1, 4_00, "EUR"));
        assertThat(cut.more()).isFalse();
        assertThat(found(home, 0, 0).cut()).as("the newest").isEqualTo(cut);
    }

    @Test
    void theOrderWithinAnEntryCounts() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey before = begun(1_00);
        MovementKey after = begun(2_00);
        there.apply(expect(before, 1_00));
        there.apply(expect(after, 2_00));
        Deliver first = committed(before);
        Deliver second = committed(after);
        there.ledger.apply(
                ++there.index, new LedgerBatch(home.stampMs, List.of(first, new Mark(1), second)));

        assertThat(delivered(1, before, after).keys()).containsExactly(before);
        assertThat(cut(there, 1).transit()).containsExactly(new Sum("EUR", -1_00));
    }

    @Test
    void aMarkThatIsNotNewerChangesNothing() {
        home.apply(new Mark(5));
        Marked first = new Marked(5, home.index);
        long hash = home.ledger.stateHash();
        assertThat(home.apply(new Mark(5))).isEqualTo(first);
        assertThat(home.apply(new Mark(3))).isEqualTo(first);
        assertThat(home.apply(new Mark(0))).isEqualTo(first);
        assertThat(home.ledger.stateHash()).isEqualTo(hash);
        assertThat(cut(home, 3)).isNull();
        assertThat(home.apply(new Mark(7))).isEqualTo(new Marked(7, home.index));
        assertThat(home.ledger.stateHash()).isNotEqualTo(hash);
        assertThat(home.audit().conserved()).as(home.audit().detail()).isTrue();
    }

    @Test
    void nothingButAMarkIsNoWork() {
        home.posted(Draft.deposit(PAYER, 1));
        long worked = home.index;
        home.apply(new Mark(1));
        home.apply(new Mark(1));
        home.ledger.skip(++home.index);
        assertThat(found(home, 0, 0).workedIndex()).isEqualTo(worked);
        home.posted(Draft.deposit(PAYER, 1));
        assertThat(found(home, 0, 0).workedIndex()).isEqualTo(home.index);
    }

    @Test
    void onlyTheNewestCutsAreKept() {
        for (long mark = 1; mark <= CutBook.KEPT + 1; mark++) {
            there.apply(new Mark(mark));
        }
        assertThat(cut(there, 1)).isNull();
        assertThat(cut(there, 2)).isNotNull();
        assertThat(delivered(1).known()).isFalse();
        assertThat(delivered(2).known()).isTrue();
    }

    @Test
    void manyLegsComeInPages() {
        int count = LedgerLimits.PAGE_MAX + 1;
        home.posted(Draft.deposit(PAYER, count));
        for (int i = 0; i < count; i++) {
            committed(begun(1));
        }
        home.apply(new Mark(1));
        Cut first = cut(home, 1);
        assertThat(first.legs()).hasSize(LedgerLimits.PAGE_MAX);
        assertThat(first.more()).isTrue();
        Cut rest = found(home, 1, LedgerLimits.PAGE_MAX).cut();
        assertThat(rest.legs()).hasSize(1).doesNotContainAnyElementsOf(first.legs());
        assertThat(rest.more()).isFalse();
        assertThat(found(home, 1, Integer.MAX_VALUE).cut().legs()).isEmpty();
    }

    @Test
    void theAnswerToAQuestionHasTheMarkOfTheOneWhoDecides() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begun(1_00);
        home.apply(new Mark(4));
        committed(key);
        MarkedOutcomes answer =
                (MarkedOutcomes) home.ledger.answer(new LedgerQuery.MarkedOutcomes(List.of(key)));
        assertThat(answer.mark()).isEqualTo(4);
        assertThat(answer.outcomes().decided()).singleElement().isInstanceOf(Deliver.class);
    }

    @Test
    void aShardOfOlderRulesTakesNoMark() {
        for (LedgerRules rules : LedgerRules.TABLE.subList(0, 2)) {
            Shard old = new Shard().open(PAYER);
            old.ledger.follow(++old.index, rules);
            long hash = old.ledger.stateHash();
            assertThat(old.apply(new Mark(1))).isEqualTo(new NoVote());
            assertThat(old.ledger.stateHash()).isEqualTo(hash);
            assertThat(found(old, 0, 0).newestMark()).isZero();
        }
    }
}
