package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.capture;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.hold;
import static org.davebank.ledger.state.Draft.release;
import static org.davebank.ledger.state.Draft.reversal;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Expire;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts 1 and 3 are in this shard, account 2 in another. Every entry comes a second later. */
class HoldTest {

    private static final long LONG_MS = 600_000;

    private final Shard shard = new Shard().open(1, 3).withNewestRules();

    @AfterEach
    void theBooksAreRight() {
        assertThat(shard.summary().sumMinor()).isZero();
        assertThat(shard.audit().conserved()).as(shard.audit().detail()).isTrue();
        assertThat(shard.account(1).heldMinor()).isNotNegative();
    }

    private ReversalLinks.Hold shown(Transaction of) {
        LedgerAnswer answer = shard.ledger.answer(new LedgerQuery.GetTransaction(of.id()));
        return ((LedgerAnswer.Transactions) answer).transactions().getFirst().links().hold();
    }

    private HoldState state(Transaction hold) {
        return shown(hold).state();
    }

    private long held() {
        return shard.account(1).heldMinor();
    }

    private Transaction held(int to, long minor, long expiresInMs) {
        shard.posted(deposit(1, 10_00));
        return shard.posted(hold(1, to, minor, expiresInMs));
    }

    private void expire(Transaction hold) {
        shard.apply(new Expire(hold.account(), hold.id()));
    }

    private Begun begun(Post capture) {
        return (Begun) shard.apply(new Begin(capture, 1));
    }

    private Recorded decided(Begun begun, RejectionCode rejection) {
        return (Recorded) shard.apply(new Decide(begun.key(), rejection, shard.stampMs));
    }

    @Test
    void aHoldReservesFundsAndMovesNothing() {
        Transaction hold = held(-1, 6_00, LONG_MS);
        assertThat(shard.balance(1)).isEqualTo(10_00);
        assertThat(shard.account(1).availableMinor()).isEqualTo(4_00);
        assertThat(held()).isEqualTo(6_00);
        assertThat(hold.links().hold())
                .isEqualTo(
                        new ReversalLinks.Hold(
                                null, HoldState.ACTIVE, 6_00, hold.committedAtMs() + LONG_MS));
        assertThat(shown(hold)).isEqualTo(hold.links().hold());
        assertThat(shard.rejected(withdrawal(1, 4_01))).isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        assertThat(shard.rejected(hold(1, -1, 4_01, LONG_MS)))
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void partsAreCapturedUntilNothingIsLeft() {
        Transaction hold = held(-1, 6_00, LONG_MS);
        Transaction first = shard.posted(capture(hold, 2_00, false));
        assertThat(first.balanceAfterMinor()).isEqualTo(8_00);
        assertThat(first.links().hold().of()).isEqualTo(hold.id());
        assertThat(shown(hold).remainingMinor()).isEqualTo(4_00);
        assertThat(shard.rejected(capture(hold, 4_01, false)))
                .isEqualTo(RejectionCode.EXCEEDS_HOLD);
        shard.posted(capture(hold, 4_00, false));
        assertThat(state(hold)).isEqualTo(HoldState.CAPTURED);
        assertThat(shard.balance(1)).isEqualTo(4_00);
        assertThat(held()).isZero();
        assertThat(shard.rejected(capture(hold, 1, false))).isEqualTo(RejectionCode.HOLD_SETTLED);
        assertThat(shard.rejected(release(hold, 0))).isEqualTo(RejectionCode.HOLD_SETTLED);
    }

    @Test
    void theLastCaptureFreesTheRest() {
        Transaction hold = held(3, 6_00, LONG_MS);
        shard.posted(capture(hold, 2_00, true));
        assertThat(state(hold)).isEqualTo(HoldState.CAPTURED);
        assertThat(held()).isZero();
        assertThat(shard.balance(1)).isEqualTo(8_00);
        assertThat(shard.balance(3)).isEqualTo(2_00);
    }

    @Test
    void allThatIsLeftIsCaptured() {
        Transaction hold = held(3, 6_00, LONG_MS);
        shard.posted(capture(hold, 2_00, false));
        Post order = changed(capture(hold, 0, false), d -> d.key = "all");
        Transaction all = shard.posted(order);
        assertThat(all.amountMinor()).isEqualTo(4_00);
        assertThat(shard.balance(3)).isEqualTo(6_00);
        assertThat(shard.apply(order)).isEqualTo(new Recorded(all, true));
        Post other = changed(capture(hold, 4_00, false), d -> d.key = "all");
        assertThat(shard.refused(other)).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aHoldIsReleased() {
        Transaction hold = held(-1, 6_00, LONG_MS);
        shard.posted(release(hold, 1_00));
        assertThat(shown(hold).remainingMinor()).isEqualTo(5_00);
        Transaction rest = shard.posted(release(hold, 0));
        assertThat(rest.amountMinor()).isEqualTo(5_00);
        assertThat(shard.balance(1)).isEqualTo(10_00);
        assertThat(shard.account(1).availableMinor()).isEqualTo(10_00);
        assertThat(state(hold)).isEqualTo(HoldState.RELEASED);
        assertThat(shard.rejected(capture(hold, 1, false))).isEqualTo(RejectionCode.HOLD_ENDED);
    }

    @Test
    void aHoldEndsByItself() {
        Transaction hold = held(-1, 6_00, 3_000);
        shard.posted(capture(hold, 1_00, false));
        assertThat(shard.ledger.holds().due(shard.stampMs, 10)).isEmpty();
        expire(hold);
        assertThat(state(hold)).as("too early").isEqualTo(HoldState.ACTIVE);
        assertThat(shard.ledger.holds().due(hold.committedAtMs() + 3_000, 10))
                .containsExactly(new Expire(hold.account(), hold.id()));
        expire(hold);
        assertThat(state(hold)).isEqualTo(HoldState.EXPIRED);
        assertThat(held()).isZero();
        assertThat(shard.ledger.holds().nextExpiryMs()).isEqualTo(Long.MAX_VALUE);
        long records = shard.ledger.recordCount();
        expire(hold);
        assertThat(shard.ledger.recordCount()).as("once").isEqualTo(records);
        assertThat(shard.rejected(capture(hold, 1, false))).isEqualTo(RejectionCode.HOLD_ENDED);
    }

    @Test
    void aCaptureToAnotherShardKeepsWhatItReserved() {
        Transaction hold = held(2, 6_00, LONG_MS);
        Begun begun = begun(capture(hold, 4_00, false));
        assertThat(held()).isEqualTo(6_00);
        assertThat(shown(hold).remainingMinor()).isEqualTo(6_00);
        assertThat(shard.apply(new Begin(capture(hold, 3_00, false), 1)))
                .isInstanceOf(Undecided.class);
        Recorded recorded = decided(begun, null);
        assertThat(recorded.transaction().kind()).isEqualTo(TransactionKind.CAPTURE);
        assertThat(shard.balance(1)).isEqualTo(6_00);
        assertThat(held()).isEqualTo(2_00);
        assertThat(shown(hold).remainingMinor()).isEqualTo(2_00);
    }

    @Test
    void aRejectedCaptureGivesBack() {
        Transaction hold = held(2, 6_00, LONG_MS);
        Begun begun = begun(capture(hold, 6_00, true));
        Undecided waits = (Undecided) shard.apply(new Begin(capture(hold, 1_00, false), 1));
        decided(begun, RejectionCode.ACCOUNT_CLOSED);
        assertThat(shard.ledger.standing(new AccountNumber(1)))
                .as("who waits tries again")
                .isNotEqualTo(waits.standing());
        assertThat(state(hold)).isEqualTo(HoldState.ACTIVE);
        assertThat(held()).isEqualTo(6_00);
        shard.posted(release(hold, 0));
        assertThat(held()).isZero();
    }

    @Test
    void anEndLeavesARunningCaptureAlone() {
        Transaction hold = held(2, 6_00, 3_000);
        Begun begun = begun(capture(hold, 4_00, false));
        shard.stampMs += 10_000;
        expire(hold);
        assertThat(state(hold)).isEqualTo(HoldState.EXPIRED);
        assertThat(held()).isEqualTo(4_00);
        decided(begun, null);
        assertThat(held()).isZero();
        assertThat(shard.balance(1)).isEqualTo(6_00);
        assertThat(state(hold)).isEqualTo(HoldState.EXPIRED);
    }

    @Test
    void aCaptureRejectedAfterTheEndRevivesNothing() {
        Transaction hold = held(2, 6_00, LONG_MS);
        Begun begun = begun(capture(hold, 4_00, false));
        shard.posted(release(hold, 0));
        assertThat(held()).isEqualTo(4_00);
        decided(begun, RejectionCode.ACCOUNT_CLOSED);
        assertThat(held()).isZero();
        assertThat(state(hold)).isEqualTo(HoldState.RELEASED);
        assertThat(shown(hold).remainingMinor()).isZero();
    }

    @Test
    void onlySoManyCapturesRun() {
        Transaction hold = held(2, 6_00, LONG_MS);
        for (int i = 0; i < LedgerLimits.CAPTURES_PER_HOLD_MAX; i++) {
            begun(capture(hold, 1, false));
        }
        assertThat(shard.refused(new Begin(capture(hold, 1, false), 1)))
                .isEqualTo(RejectionCode.TOO_BUSY);
    }

    @Test
    void anAccountHasOnlySoManyHolds() {
        shard.posted(deposit(1, 1_000_00));
        for (int i = 0; i < LedgerLimits.HOLDS_PER_ACCOUNT_MAX; i++) {
            shard.posted(hold(1, -1, 1, LONG_MS));
        }
        assertThat(shard.refused(hold(1, -1, 1, LONG_MS))).isEqualTo(RejectionCode.TOO_BUSY);
    }

    @Test
    void onlyHoldsOfTheAccountAreCaptured() {
        Transaction hold = held(3, 6_00, LONG_MS);
        assertThat(shard.refused(changed(capture(hold, 1, false), d -> d.account = 3)))
                .as("another account's hold, and the payee is the payer")
                .isEqualTo(RejectionCode.SAME_ACCOUNT);
        assertThat(shard.refused(changed(capture(hold, 1, false), d -> d.toAccount = -1)))
                .as("without its destination")
                .isEqualTo(RejectionCode.HOLD_NOT_FOUND);
        Purpose unknown = new Purpose.Releases(new TransactionId(1, 1), true);
        assertThat(shard.refused(changed(release(hold, 0), d -> d.purpose = unknown)))
                .isEqualTo(RejectionCode.HOLD_NOT_FOUND);
        Transaction rejected = shard.recorded(hold(1, 3, 1_000_00, LONG_MS));
        assertThat(shard.refused(release(rejected, 0))).isEqualTo(RejectionCode.HOLD_NOT_FOUND);
    }

    @Test
    void aFrozenAccountReleasesAndCapturesNot() {
        Transaction hold = held(-1, 6_00, LONG_MS);
        shard.become(1, AccountStatus.FROZEN);
        assertThat(shard.rejected(capture(hold, 1, false))).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
        assertThat(shard.rejected(hold(1, -1, 1, LONG_MS))).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
        shard.posted(release(hold, 0));
    }

    @Test
    void anAccountWithAHoldIsNotClosed() {
        shard.open(4, "EUR", 100_00);
        shard.posted(hold(4, -1, 5_00, LONG_MS));
        Changed changed =
                (Changed)
                        shard.apply(
                                new ChangeAccount(
                                        new AccountNumber(4),
                                        "close",
                                        AccountStatus.CLOSED,
                                        null,
                                        null,
                                        0,
                                        "a",
                                        "b"));
        assertThat(changed.rejection()).isEqualTo(RejectionCode.TRANSFER_PENDING);
    }

    @Test
    void whatHoldsReserveDoesNotComeBack() {
        shard.posted(deposit(1, 10_00));
        shard.posted(hold(1, -1, 6_00, LONG_MS));
        begun(Draft.transfer(1, 2, 4_00));
        assertThat(shard.apply(withdrawal(1, 4_00))).isInstanceOf(Undecided.class);
        assertThat(shard.rejected(withdrawal(1, 4_01))).isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void aCaptureIsReversed() {
        Transaction hold = held(-1, 6_00, LONG_MS);
        Transaction capture = shard.posted(capture(hold, 5_00, false));
        shard.posted(reversal(capture, 2_00));
        assertThat(shard.balance(1)).isEqualTo(7_00);
        LedgerAnswer answer = shard.ledger.answer(new LedgerQuery.GetTransaction(capture.id()));
        ReversalLinks links =
                ((LedgerAnswer.Transactions) answer).transactions().getFirst().links();
        assertThat(links.reversedMinor()).isEqualTo(2_00);
        assertThat(links.hold().of()).isEqualTo(hold.id());
    }

    @Test
    void shardsOfOlderRulesTakeNoHold() {
        Shard old = new Shard().open(1);
        old.posted(deposit(1, 1_00));
        Post order = hold(1, -1, 1, LONG_MS);
        assertThat(old.apply(order)).isEqualTo(new LedgerResult.NoVote());
        assertThat(old.ledger.knows(List.of(order))).isFalse();
        Expire expire = new Expire(order.account(), order.id());
        assertThat(old.ledger.knows(List.of(expire))).isFalse();
        assertThat(old.apply(expire)).isEqualTo(new LedgerResult.NoVote());
    }
}
