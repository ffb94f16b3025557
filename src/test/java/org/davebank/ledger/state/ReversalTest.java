package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.reversal;
import static org.davebank.ledger.state.Draft.transfer;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.LedgerResult.Voted;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts 1 and 3 are in shard 0, accounts 2 and 4 in shard 1. */
class ReversalTest {

    private final Shard shard = following(new Shard().open(1, 3));
    private final Shard there = following(new Shard().open(2, 4));

    private static Shard following(Shard shard) {
        shard.ledger.follow(++shard.index, LedgerRules.TABLE.getLast());
        return shard;
    }

    @AfterEach
    void theBooksAreRight() {
        for (Shard each : List.of(shard, there)) {
            assertThat(each.summary().sumMinor()).isZero();
            assertThat(each.audit().conserved()).as(each.audit().detail()).isTrue();
        }
    }

    private static Transaction shown(Shard shard, Transaction of) {
        LedgerAnswer answer = shard.ledger.answer(new LedgerQuery.GetTransaction(of.id()));
        return ((LedgerAnswer.Transactions) answer).transactions().getFirst();
    }

    /** A transfer between the shards, from its begin to its credit. */
    private Transaction moved(Post order, Shard from, int fromShard, Shard to, int toShard) {
        Begun begun = (Begun) from.apply(new Begin(order, toShard));
        Recorded recorded = decided(begun.key(), order, from, fromShard, to);
        LedgerAnswer.MovementOutcomes outcomes =
                (LedgerAnswer.MovementOutcomes)
                        from.ledger.answer(new LedgerQuery.Outcomes(List.of(begun.key())));
        assertThat(to.apply(outcomes.decided().getFirst())).isEqualTo(new Acknowledged());
        return recorded.transaction();
    }

    private static Recorded decided(
            MovementKey key, Post order, Shard from, int fromShard, Shard to) {
        Voted vote =
                (Voted)
                        to.apply(
                                new Expect(
                                        key,
                                        fromShard,
                                        order.toAccount(),
                                        order.amountUnscaled(),
                                        "EUR",
                                        2,
                                        true));
        return (Recorded) from.apply(new Decide(key, vote.rejection(), vote.stampMs()));
    }

    @Test
    void aDepositIsTakenBack() {
        Transaction deposit = shard.posted(deposit(1, 10_00));
        Transaction reversal = shard.posted(reversal(deposit, 10_00));
        assertThat(shard.balance(1)).isZero();
        assertThat(reversal.links().reverses()).isEqualTo(deposit.id());
        assertThat(shown(shard, deposit).links())
                .isEqualTo(new ReversalLinks(null, false, 10_00, List.of(reversal.id())));
    }

    @Test
    void aWithdrawalIsPaidBack() {
        shard.posted(deposit(1, 10_00));
        Transaction withdrawal = shard.posted(withdrawal(1, 7_00));
        Transaction reversal = shard.posted(reversal(withdrawal, 7_00));
        assertThat(reversal.balanceAfterMinor()).isEqualTo(10_00);
        assertThat(reversal.links().credits()).isTrue();
    }

    @Test
    void aTransferIsPaidBackByThePayee() {
        shard.posted(deposit(1, 10_00));
        Transaction transfer = shard.posted(transfer(1, 3, 4_00));
        Transaction reversal = shard.posted(reversal(transfer, 4_00));
        assertThat(reversal.account()).isEqualTo(new AccountNumber(3));
        assertThat(shard.balance(1)).isEqualTo(10_00);
        assertThat(shard.balance(3)).isZero();
    }

    @Test
    void partsAreGivenBackUntilNothingIsLeft() {
        Transaction deposit = shard.posted(deposit(1, 10_00));
        Transaction first = shard.posted(reversal(deposit, 4_00));
        assertThat(shard.rejected(reversal(deposit, 6_01)))
                .isEqualTo(RejectionCode.EXCEEDS_ORIGINAL);
        Transaction second = shard.posted(reversal(deposit, 6_00));
        assertThat(shard.rejected(reversal(deposit, 1))).isEqualTo(RejectionCode.ALREADY_REVERSED);
        assertThat(shown(shard, deposit).links().reversedBy())
                .containsExactly(second.id(), first.id());
    }

    @Test
    void theNewestReversalsAreShown() {
        Transaction deposit = shard.posted(deposit(1, 1_00));
        for (int i = 0; i < ReversalLinks.SHOWN_MAX + 3; i++) {
            shard.posted(reversal(deposit, 1));
        }
        ReversalLinks links = shown(shard, deposit).links();
        assertThat(links.reversedMinor()).isEqualTo(ReversalLinks.SHOWN_MAX + 3);
        assertThat(links.reversedBy()).hasSize(ReversalLinks.SHOWN_MAX);
    }

    @Test
    void moneyThatIsSpentCannotBeGivenBack() {
        Transaction deposit = shard.posted(deposit(1, 10_00));
        shard.posted(withdrawal(1, 5_00));
        assertThat(shard.rejected(reversal(deposit, 10_00)))
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
        shard.posted(reversal(deposit, 5_00));
    }

    @Test
    void aFrozenAccountGivesNothingBack() {
        Transaction deposit = shard.posted(deposit(1, 10_00));
        shard.become(1, AccountStatus.FROZEN);
        assertThat(shard.rejected(reversal(deposit, 1))).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
    }

    @Test
    void aReversalIsRepeatedUnderItsKey() {
        Transaction deposit = shard.posted(deposit(1, 10_00));
        Post order = changed(reversal(deposit, 10_00), d -> d.key = "back");
        Transaction first = shard.posted(order);
        assertThat(shard.apply(order)).isEqualTo(new Recorded(first, true));
        Transaction other = shard.posted(deposit(1, 10_00));
        Post reused = changed(order, d -> d.reverses = other.id());
        assertThat(shard.refused(reused)).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void onlyWhatWasPostedToTheAccountIsReversed() {
        Transaction deposit = shard.posted(deposit(1, 10_00));
        Transaction reversal = shard.posted(reversal(deposit, 1_00));
        shard.posted(deposit(3, 10_00));
        assertThat(shard.refused(changed(reversal(deposit, 1), d -> d.account = 3)))
                .as("another account's deposit")
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
        assertThat(shard.refused(changed(reversal(deposit, 1), d -> d.toAccount = 3)))
                .as("a deposit as if it were a transfer")
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
        assertThat(shard.refused(changed(reversal(deposit, 1), d -> d.reverses = reversal.id())))
                .as("a reversal")
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
        assertThat(shard.refused(changed(reversal(deposit, 1), d -> d.reverses = null)))
                .as("nothing")
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
        Transaction rejected = shard.recorded(withdrawal(1, 1_000_00));
        assertThat(shard.refused(reversal(rejected, 1)))
                .as("a rejected withdrawal")
                .isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
    }

    @Test
    void aTransferBetweenShardsIsPaidBackAcrossThem() {
        shard.posted(deposit(1, 10_00));
        Transaction transfer = moved(transfer(1, 2, 4_00), shard, 0, there, 1);
        assertThat(there.balance(2)).isEqualTo(4_00);

        Transaction reversal = moved(reversal(transfer, 3_00), there, 1, shard, 0);
        assertThat(there.balance(2)).isEqualTo(1_00);
        assertThat(shard.balance(1)).isEqualTo(9_00);
        assertThat(shown(shard, transfer).links())
                .as("the home record names the reversal")
                .isEqualTo(new ReversalLinks(null, false, 3_00, List.of(reversal.id())));
        assertThat(shown(there, reversal).links().reverses()).isEqualTo(transfer.id());
        Recorded rejected = (Recorded) there.apply(new Begin(reversal(transfer, 1_01), 0));
        assertThat(rejected.transaction().code()).isEqualTo(RejectionCode.EXCEEDS_ORIGINAL);
    }

    @Test
    void twoReversalsUnderWayNeverGiveBackMoreThanWasPaid() {
        shard.posted(deposit(1, 10_00));
        Transaction transfer = moved(transfer(1, 2, 4_00), shard, 0, there, 1);
        there.posted(deposit(2, 10_00));

        Post first = reversal(transfer, 3_00);
        Begun begun = (Begun) there.apply(new Begin(first, 0));
        Post second = reversal(transfer, 3_00);
        assertThat(there.apply(new Begin(second, 0))).isInstanceOf(Undecided.class);
        assertThat(there.apply(new Begin(reversal(transfer, 1_00), 0)))
                .as("what is left in any case may begin")
                .isInstanceOf(Begun.class);

        there.apply(new Decide(begun.key(), RejectionCode.ACCOUNT_CLOSED, there.stampMs));
        assertThat(there.apply(new Begin(second, 0)))
                .as("the first was rejected, so there is room again")
                .isInstanceOf(Begun.class);
    }

    @Test
    void theStepsOfAReversalMayBeRepeated() {
        shard.posted(deposit(1, 10_00));
        Transaction transfer = moved(transfer(1, 2, 4_00), shard, 0, there, 1);
        Post order = reversal(transfer, 4_00);
        Begun begun = (Begun) there.apply(new Begin(order, 0));
        decided(begun.key(), order, there, 1, shard);
        LedgerAnswer.MovementOutcomes outcomes =
                (LedgerAnswer.MovementOutcomes)
                        there.ledger.answer(new LedgerQuery.Outcomes(List.of(begun.key())));
        Deliver deliver = (Deliver) outcomes.decided().getFirst();
        shard.apply(deliver);
        shard.apply(deliver);
        assertThat(shard.balance(1)).isEqualTo(10_00);
        assertThat(shown(shard, transfer).links().reversedMinor()).isEqualTo(4_00);
    }

    @Test
    void shardsOfOlderRulesTakeNoReversal() {
        Shard old = new Shard().open(1);
        Transaction deposit = old.posted(deposit(1, 1_00));
        assertThat(old.apply(reversal(deposit, 1_00))).isEqualTo(new LedgerResult.NoVote());
        assertThat(old.ledger.knows(List.of(reversal(deposit, 1_00)))).isFalse();
        assertThat(old.ledger.knows(List.of(deposit(1, 1_00)))).isTrue();
    }

    @Test
    void anUnknownIdIsReversedNowhere() {
        Transaction deposit = shard.posted(deposit(1, 1_00));
        Post order = changed(reversal(deposit, 1_00), d -> d.reverses = new TransactionId(1, 1));
        assertThat(shard.refused(order)).isEqualTo(RejectionCode.TRANSACTION_NOT_FOUND);
    }
}
