package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the audit of one replica sees of transfers and holds. Account 1 is in the shard, account 2 in
 * another one.
 */
class AuditOfTransfersTest {

    private static final int HERE = 1;
    private static final int ELSEWHERE = 2;

    private final Shard shard = new Shard().open(HERE).withNewestRules();

    /** A hold, a transfer under way in each direction, and one each that has ended. */
    private void fill() {
        shard.posted(Draft.deposit(HERE, 100_00));
        shard.posted(Draft.hold(HERE, -1, 20_00, 600_000));
        Transaction captured = shard.posted(Draft.hold(HERE, ELSEWHERE, 10_00, 600_000));
        shard.apply(new Begin(Draft.capture(captured, 4_00, false), 1));
        begun(1_00);
        MovementKey paid = begun(2_00);
        shard.apply(new Decide(paid, null, shard.stampMs));
        shard.apply(new Forget(paid));
        expect(key(1), 5_00);
        expect(key(2), 6_00);
        deliver(key(2));
    }

    private MovementKey begun(long minor) {
        return ((Begun) shard.apply(new Begin(Draft.transfer(HERE, ELSEWHERE, minor), 1))).key();
    }

    private static MovementKey key(int id) {
        return new MovementKey(new AccountNumber(ELSEWHERE), new TransactionId(9, id), 0);
    }

    private void expect(MovementKey key, long minor) {
        shard.apply(new Expect(key, 1, new AccountNumber(HERE), minor, "EUR", 2, true));
    }

    private void deliver(MovementKey key) {
        shard.apply(
                new Deliver(
                        key, shard.stampMs, 0, null, null, PostingMode.LIVE, null, "ann", "one"));
    }

    private String wrong() {
        AuditFinding finding = shard.audit();
        assertThat(finding.conserved()).as(finding.detail()).isFalse();
        return finding.detail();
    }

    @Test
    void booksWithTransfersAndHoldsUnderWayAreConserved() {
        fill();
        assertThat(shard.audit().conserved()).as(shard.audit().detail()).isTrue();
        shard.apply(new Mark(1));
        assertThat(shard.audit().conserved()).as("right after a mark").isTrue();
        shard.apply(new Cancel(key(1)));
        assertThat(shard.audit().conserved()).as("after more work").isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 20_00})
    void aHeldSumThatNothingExplainsIsFound(long minor) {
        fill();
        shard.ledger.accounts.hold(0, minor);
        assertThat(wrong())
                .isEqualTo(
                        "account 00000001: "
                                + (31_00 + minor)
                                + " minor units are held, 3100 by its undecided transfers and its"
                                + " holds");
    }

    @Test
    void anExpectedSumThatNothingExplainsIsFound() {
        fill();
        shard.ledger.accounts.expect(0, 1);
        assertThat(wrong())
                .isEqualTo(
                        "account 00000001: 501 minor units are expected, 500 by the book of expected"
                                + " credits");
    }

    @Test
    void sumsOfHoldsThatNothingExplainsAreFound() {
        fill();
        shard.ledger.accounts.holds().add(0, 0, 1, 0);
        assertThat(wrong()).isEqualTo("account 00000001: the sums of its holds are wrong");
    }

    @Test
    void aHalfTransferIsFoundWhileNothingElseHappens() {
        fill();
        shard.apply(new Mark(7));
        Damage.plant(shard.ledger, Damage.Kind.HALF_TRANSFER, 1, 0);
        assertThat(wrong())
                .startsWith("no entry of the log has made record ")
                .endsWith(" of account 00000001");
    }

    @Test
    void aChangedTransitIsFoundWhileNothingElseHappens() {
        fill();
        shard.apply(new Mark(7));
        shard.ledger.cashBook.postTransit(0, 5);
        shard.ledger.cashBook.postCash(0, -5);
        assertThat(wrong()).startsWith("CASH in EUR");
        assertThat(shard.ledger.movements().cutKeeper().changedByNoEntry())
                .isEqualTo(
                        "TRANSIT in EUR has become -395 minor units by no entry of the log; it was"
                                + " -400 at mark 7");
    }

    @Test
    void aDecisionThatIsGoneIsFoundWhileNothingElseHappens() {
        fill();
        MovementKey decided = begun(3_00);
        Recorded recorded = (Recorded) shard.apply(new Decide(decided, null, shard.stampMs));
        shard.apply(new Mark(7));
        shard.ledger.movements().decisions().remove(decided);
        assertThat(wrong())
                .isEqualTo(
                        "the decision about transaction "
                                + recorded.transaction().id()
                                + " of account 00000001 is no longer in the book, by no entry of the"
                                + " log");
    }

    @Test
    void aCreditThatIsBookedTwiceIsFoundWhateverElseHappens() {
        fill();
        Damage.plant(shard.ledger, Damage.Kind.DOUBLED_POSTING, 1, 0);
        shard.posted(Draft.deposit(HERE, 1));
        assertThat(wrong())
                .startsWith("account 00000001 is credited twice, by records ")
                .endsWith(" for transfer " + key(2).id() + " of account 00000002");
    }

    @Test
    void aHoldThatNothingWouldEndIsFound() {
        fill();
        Damage.plant(shard.ledger, Damage.Kind.ENDLESS_HOLD, 1, 0);
        assertThat(wrong())
                .startsWith("hold ")
                .endsWith(" of account 00000001 is active and would never end");
    }

    @Test
    void onlyTheLeaderCanSeeThatACoordinatorKnowsNothingOfACredit() {
        fill();
        Damage.plant(shard.ledger, Damage.Kind.LOST_DECISION, 1, 0);
        assertThat(shard.audit().conserved()).isTrue();
        assertThat(shard.ledger.movements().expected().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Damage.Kind.class)
    void whatIsNotThereCannotBeDamaged(Damage.Kind kind) {
        Shard empty = new Shard();
        assertThatThrownBy(() -> Damage.plant(empty.ledger, kind, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
