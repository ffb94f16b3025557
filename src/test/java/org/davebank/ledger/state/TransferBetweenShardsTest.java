package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.Money;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerResult.Noted;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.LedgerResult.Voted;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionStatus;
import org.junit.jupiter.api.Test;

/** Account 1 is in shard 0, account 2 in shard 1: what each of them makes of each step. */
class TransferBetweenShardsTest {

    private static final int PAYER = 1;
    private static final int PAYEE = 2;

    private final Shard home = following(new Shard().open(PAYER));
    private final Shard there = following(new Shard().open(PAYEE));

    private static Shard following(Shard shard) {
        shard.ledger.follow(++shard.index, LedgerRules.TABLE.getLast());
        return shard;
    }

    private static LedgerCommand.Post order(long minor) {
        return Draft.changed(Draft.transfer(PAYER, PAYEE, minor), draft -> draft.key = "order");
    }

    private Begun begin(LedgerCommand.Post order) {
        LedgerResult result = home.apply(new Begin(order, 1));
        assertThat(result).isInstanceOf(Begun.class);
        return (Begun) result;
    }

    private static Expect expect(MovementKey key, long minor) {
        return new Expect(key, 0, new AccountNumber(PAYEE), minor, "EUR", 2, true);
    }

    private Voted vote(MovementKey key, long minor) {
        LedgerResult result = there.apply(expect(key, minor));
        assertThat(result).isInstanceOf(Voted.class);
        return (Voted) result;
    }

    private Recorded commit(MovementKey key, Voted vote) {
        return (Recorded) home.apply(new Decide(key, vote.rejection(), vote.stampMs()));
    }

    private static Deliver deliver(MovementKey key, long decidedAtMs) {
        return new Deliver(
                key, decidedAtMs, 0, "invoice", "thanks", PostingMode.LIVE, null, "ann", "request");
    }

    private LedgerAnswer.MovementOutcomes outcome(MovementKey key) {
        return (LedgerAnswer.MovementOutcomes)
                home.ledger.answer(new LedgerQuery.Outcomes(List.of(key)));
    }

    private long sums() {
        return home.summary().sumMinor() | there.summary().sumMinor();
    }

    @Test
    void theMoneyIsHeldThenInTransitThenThere() {
        home.posted(Draft.deposit(PAYER, 10_00));
        Begun begun = begin(order(4_00));
        assertThat(home.account(PAYER).heldMinor()).isEqualTo(4_00);
        assertThat(home.account(PAYER).availableMinor()).isEqualTo(6_00);
        assertThat(home.balance(PAYER)).isEqualTo(10_00);

        Voted vote = vote(begun.key(), 4_00);
        assertThat(vote.rejection()).isNull();
        assertThat(there.balance(PAYEE)).isZero();

        Recorded recorded = commit(begun.key(), vote);
        assertThat(recorded.transaction().balanceAfterMinor()).isEqualTo(6_00);
        assertThat(home.account(PAYER).heldMinor()).isZero();
        assertThat(home.ledger.transitMinor()).containsEntry("EUR", 4_00L);

        there.apply(deliver(begun.key(), recorded.transaction().committedAtMs()));
        assertThat(there.balance(PAYEE)).isEqualTo(4_00);
        assertThat(there.ledger.transitMinor()).containsEntry("EUR", -4_00L);
        assertThat(sums()).isZero();
        assertThat(home.audit().conserved()).as(home.audit().detail()).isTrue();
        assertThat(there.audit().conserved()).as(there.audit().detail()).isTrue();
    }

    @Test
    void everyStepMayBeRepeated() {
        home.posted(Draft.deposit(PAYER, 10_00));
        LedgerCommand.Post order = order(4_00);
        MovementKey key = begin(order).key();
        assertThat(begin(order)).isEqualTo(new Begun(key, true));
        Voted vote = vote(key, 4_00);
        assertThat(vote(key, 4_00)).isEqualTo(vote);
        Recorded recorded = commit(key, vote);
        assertThat(home.apply(new Decide(key, null, vote.stampMs()))).isEqualTo(new Noted());
        assertThat(home.apply(new Begin(order, 1)))
                .isEqualTo(new Recorded(recorded.transaction(), true));
        Deliver deliver = deliver(key, recorded.transaction().committedAtMs());
        assertThat(there.apply(deliver)).isEqualTo(new Acknowledged());
        assertThat(there.apply(deliver)).isEqualTo(new Acknowledged());
        assertThat(there.apply(expect(key, 4_00))).isEqualTo(new Acknowledged());
        assertThat(there.balance(PAYEE)).isEqualTo(4_00);
        assertThat(home.balance(PAYER)).isEqualTo(6_00);
    }

    @Test
    void aRejectedVoteGivesTheMoneyBackAndIsRecorded() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begin(order(4_00)).key();
        Expect unknown = new Expect(key, 0, new AccountNumber(99), 4_00, "EUR", 2, true);
        Voted vote = (Voted) there.apply(unknown);
        assertThat(vote.rejection()).isEqualTo(RejectionCode.ACCOUNT_NOT_FOUND);
        Recorded recorded = commit(key, vote);
        assertThat(recorded.transaction().status()).isEqualTo(TransactionStatus.REJECTED);
        assertThat(home.account(PAYER).availableMinor()).isEqualTo(10_00);
        assertThat(outcome(key).decided()).containsExactly(new Cancel(key));
    }

    @Test
    void theFirstDecisionIsFinal() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begin(order(4_00)).key();
        Voted vote = vote(key, 4_00);
        home.apply(new Decide(key, RejectionCode.ACCOUNT_CLOSED, vote.stampMs()));
        assertThat(home.apply(new Decide(key, null, vote.stampMs()))).isEqualTo(new Noted());
        assertThat(outcome(key).decided()).containsExactly(new Cancel(key));
        assertThat(home.account(PAYER).availableMinor()).isEqualTo(10_00);
    }

    @Test
    void whatIsExpectedTakesRoomInTheBalance() {
        for (long i = Long.MAX_VALUE / Money.AMOUNT_MINOR_MAX; i > 0; i--) {
            there.posted(Draft.deposit(PAYEE, Money.AMOUNT_MINOR_MAX));
        }
        long room = Long.MAX_VALUE - there.balance(PAYEE);
        home.posted(Draft.deposit(PAYER, room + 1));
        MovementKey first = begin(order(room)).key();
        MovementKey second = begin(Draft.transfer(PAYER, PAYEE, 1)).key();
        Voted fits = vote(first, room);
        assertThat(fits.rejection()).isNull();
        assertThat(vote(second, 1).rejection()).isEqualTo(RejectionCode.BALANCE_OVERFLOW);
        there.apply(deliver(first, fits.stampMs()));
        assertThat(there.balance(PAYEE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anotherCurrencyIsRejectedWhereTheCreditLies() {
        Shard dollars = following(new Shard().open(PAYEE, "USD", 0));
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begin(order(4_00)).key();
        assertThat(((Voted) dollars.apply(expect(key, 4_00))).rejection())
                .isEqualTo(RejectionCode.CURRENCY_MISMATCH);
    }

    @Test
    void aCancelledCreditMayBeExpectedAgainAndIsForgottenAgain() {
        MovementKey key = new MovementKey(new AccountNumber(PAYER), order(1).id(), 0);
        long empty = there.ledger.stateHash();
        vote(key, 4_00);
        assertThat(there.ledger.stateHash()).isNotEqualTo(empty);
        assertThat(there.apply(new Cancel(key))).isEqualTo(new Acknowledged());
        assertThat(there.ledger.stateHash()).isEqualTo(empty);
        vote(key, 4_00);
        assertThat(there.apply(new Cancel(key))).isEqualTo(new Acknowledged());
        assertThat(there.apply(new Cancel(key))).isEqualTo(new Acknowledged());
    }

    @Test
    void whatWasNeverExpectedIsNotCredited() {
        MovementKey key = new MovementKey(new AccountNumber(PAYER), order(1).id(), 0);
        assertThat(there.apply(deliver(key, Shard.START_MS))).isEqualTo(new NoVote());
        assertThat(there.balance(PAYEE)).isZero();
    }

    @Test
    void twoCustomersMayUseOneId() {
        LedgerCommand.Post order = order(4_00);
        vote(new MovementKey(new AccountNumber(PAYER), order.id(), 0), 4_00);
        vote(new MovementKey(new AccountNumber(7), order.id(), 0), 5_00);
        assertThat(there.ledger.movements().expected().size()).isEqualTo(2);
    }

    @Test
    void whatIsHeldCannotBeSpentTwiceAndTheSecondPaymentWaits() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begin(order(8_00)).key();
        assertThat(home.apply(Draft.withdrawal(PAYER, 3_00))).isInstanceOf(Undecided.class);
        assertThat(home.rejected(Draft.withdrawal(PAYER, 11_00)))
                .as("more than there is in the best case")
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        Voted vote = vote(key, 8_00);
        Recorded recorded = commit(key, vote);
        assertThat(recorded.transaction().code()).isNull();
        assertThat(home.rejected(Draft.withdrawal(PAYER, 3_00)))
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void aKeyInUseMeansTheSameOrderWhileItIsUndecided() {
        home.posted(Draft.deposit(PAYER, 10_00));
        begin(order(4_00));
        assertThat(home.refused(new Begin(order(5_00), 1)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        LedgerCommand.Post other =
                Draft.changed(Draft.deposit(PAYER, 1), draft -> draft.key = "order");
        assertThat(home.refused(other)).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void namesOfRequestsThatJoinedLeadToTheRecord() {
        home.posted(Draft.deposit(PAYER, 10_00));
        LedgerCommand.Post order = order(4_00);
        MovementKey key = begin(order).key();
        LedgerCommand.Post otherKey = Draft.changed(order, draft -> draft.key = "second");
        LedgerCommand.Post thirdId =
                Draft.changed(
                        order,
                        draft -> {
                            draft.key = "second";
                            draft.id = order(1).id();
                        });
        assertThat(begin(otherKey)).isEqualTo(new Begun(key, true));
        assertThat(begin(thirdId)).isEqualTo(new Begun(key, true));
        Recorded recorded = commit(key, vote(key, 4_00));
        LedgerCommand.Post byThird = Draft.changed(thirdId, draft -> draft.key = "fresh");
        for (LedgerCommand.Post each : List.of(order, otherKey, thirdId, byThird)) {
            assertThat(home.apply(new Begin(each, 1)))
                    .isEqualTo(new Recorded(recorded.transaction(), true));
        }
        assertThat(home.balance(PAYER)).isEqualTo(6_00);
    }

    @Test
    void aNameOfAnUndecidedTransferIsNotGivenToAnotherRecord() {
        home.posted(Draft.deposit(PAYER, 10_00));
        LedgerCommand.Post known =
                Draft.changed(Draft.deposit(PAYER, 1_00), draft -> draft.key = "known");
        home.posted(known);
        LedgerCommand.Post order = order(4_00);
        MovementKey key = begin(order).key();
        LedgerCommand.Post mixed = Draft.changed(known, draft -> draft.id = order.id());
        assertThat(home.apply(mixed)).isInstanceOf(Recorded.class);
        Recorded recorded = commit(key, vote(key, 4_00));
        LedgerCommand.Post byId = Draft.changed(order, draft -> draft.key = null);
        assertThat(home.apply(new Begin(byId, 1)))
                .isEqualTo(new Recorded(recorded.transaction(), true));
    }

    @Test
    void theCreditStandsInThePayeesHistoryAndNotInTheListOfTheShard() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begin(order(4_00)).key();
        Recorded recorded = commit(key, vote(key, 4_00));
        there.apply(deliver(key, recorded.transaction().committedAtMs()));
        var its =
                new LedgerQuery.History(
                        new AccountNumber(PAYEE), TransactionFilter.POSTED, Long.MAX_VALUE, 10);
        assertThat(there.history(its).transactions())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.id()).isEqualTo(key.id());
                    assertThat(each.reference()).isEqualTo("invoice");
                    assertThat(each.committedAtMs())
                            .isEqualTo(recorded.transaction().committedAtMs());
                    assertThat(each.balanceAfterMinor()).isEqualTo(4_00);
                });
        var all = new LedgerQuery.History(null, TransactionFilter.POSTED, Long.MAX_VALUE, 10);
        assertThat(there.history(all).transactions()).isEmpty();
        assertThat(there.ledger.answer(new LedgerQuery.GetTransaction(key.id())))
                .isEqualTo(new LedgerAnswer.Transactions(List.of(), -1));
    }

    @Test
    void aBalanceOfAnInstantThatWasReadStaysAsItWasRead() {
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey key = begin(order(4_00)).key();
        there.posted(Draft.deposit(PAYEE, 1_00));
        Voted vote = vote(key, 4_00);
        there.posted(Draft.deposit(PAYEE, 2_00));
        long atMs = there.stampMs;
        Recorded recorded = commit(key, vote);
        long decidedAtMs = recorded.transaction().committedAtMs();
        assertThat(decidedAtMs).isGreaterThan(vote.stampMs());
        there.apply(deliver(key, decidedAtMs));
        assertThat(there.ledger.lastStampMs()).isGreaterThan(decidedAtMs);
        assertThat(there.balanceAt(PAYEE, vote.stampMs())).isEqualTo(1_00);
        assertThat(there.balanceAt(PAYEE, Math.max(atMs, decidedAtMs))).isEqualTo(7_00);
    }

    @Test
    void aRowThatWasRejectedIsATransferOfItsOwnInTheNextImport() {
        LedgerCommand.Post row =
                Draft.changed(
                        order(4_00),
                        draft -> {
                            draft.mode = PostingMode.IMPORT;
                            draft.requestId = "import 1";
                        });
        home.posted(Draft.deposit(PAYER, 10_00));
        MovementKey first = begin(row).key();
        home.apply(new Decide(first, RejectionCode.ACCOUNT_NOT_FOUND, home.stampMs));
        MovementKey second = begin(Draft.changed(row, draft -> draft.requestId = "import 2")).key();
        assertThat(second.attempt()).isEqualTo(first.attempt() + 1);
        assertThat(outcome(first).decided()).containsExactly(new Cancel(first));
        assertThat(outcome(second).decided()).isEmpty();
        assertThat(home.apply(new Decide(first, null, home.stampMs))).isEqualTo(new Noted());
        commit(second, vote(second, 4_00));
        assertThat(outcome(second).decided()).singleElement().isInstanceOf(Deliver.class);
    }

    @Test
    void aShardOfTheFirstRulesBeginsAndExpectsNothing() {
        Shard old = new Shard().open(PAYER, PAYEE);
        old.posted(Draft.deposit(PAYER, 10_00));
        long hash = old.ledger.stateHash();
        assertThat(old.apply(new Begin(order(4_00), 1))).isEqualTo(new NoVote());
        MovementKey key = new MovementKey(new AccountNumber(9), order(1).id(), 0);
        assertThat(old.apply(expect(key, 4_00))).isEqualTo(new NoVote());
        assertThat(old.ledger.stateHash()).isEqualTo(hash);
    }

    @Test
    void aMovementThatNeverBeganIsUnknownToItsCoordinator() {
        MovementKey key = new MovementKey(new AccountNumber(PAYER), order(1).id(), 0);
        assertThat(outcome(key).unknown()).containsExactly(key);
    }
}
