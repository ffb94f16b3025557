package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Acknowledged;
import org.davebank.ledger.LedgerResult.Begun;
import org.davebank.ledger.LedgerResult.NoVote;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.LedgerResult.Undecided;
import org.davebank.ledger.LedgerResult.Voted;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.MovementCommand.BeginBatch;
import org.davebank.ledger.MovementCommand.Cancel;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.ExpectBatch;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.store.DecisionBook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Accounts 0, 3 and 6 are in shard 0, accounts 1, 4 and 7 in shard 1, accounts 2, 5 and 8 in shard 2. Account 8 is
 * kept in dollars; each of the others begins with 10.00 euros.
 */
class AtomicBatchTest {

    private static final int ACCOUNTS = 8;

    private final List<Shard> shards = List.of(shard(0), shard(1), shard(2));

    private static Shard shard(int number) {
        Shard shard = new Shard().withNewestRules();
        for (int account = number; account < ACCOUNTS; account += 3) {
            shard.open(account, "EUR", 0);
            shard.posted(Draft.deposit(account, 10_00));
        }
        return number == Bundle.shardOf(8) ? shard.open(8, "USD", 0) : shard;
    }

    private Shard at(int account) {
        return shards.get(Bundle.shardOf(account));
    }

    private static MovementKey key(Batch batch) {
        return new MovementKey(batch.account(), batch.id(), 0);
    }

    private static ExpectBatch expect(Batch batch, int shard) {
        return new ExpectBatch(key(batch), batch.shard(), shard, batch.of(shard));
    }

    private Deliver delivery(Batch batch) {
        DecisionBook.Decision decision =
                shards.get(batch.shard()).ledger.movements().decisions().find(key(batch));
        return (Deliver) decision.step();
    }

    /** Takes a batch through all steps. */
    private Transaction run(Batch batch) {
        Shard home = shards.get(batch.shard());
        LedgerResult begun = home.apply(new BeginBatch(batch));
        if (begun instanceof Recorded recorded) {
            return recorded.transaction();
        }
        assertThat(begun).isEqualTo(new Begun(key(batch), false));
        return decide(batch);
    }

    private Transaction decide(Batch batch) {
        Shard home = shards.get(batch.shard());
        Decide decide = new Decide(key(batch), null, 0);
        for (int participant : batch.participants()) {
            Voted vote = (Voted) shards.get(participant).apply(expect(batch, participant));
            if (vote.rejection() != null) {
                decide = new Decide(key(batch), vote.rejection(), vote.item(), vote.stampMs());
            }
        }
        Recorded recorded = (Recorded) home.apply(decide);
        MovementCommand step = home.ledger.movements().decisions().find(key(batch)).step();
        for (int participant : batch.participants()) {
            assertThat(shards.get(participant).apply(step)).isEqualTo(new Acknowledged());
        }
        home.apply(new Forget(key(batch)));
        return recorded.transaction();
    }

    private void assertAllIsConserved() {
        Map<String, Long> transit = new TreeMap<>();
        for (Shard each : shards) {
            assertThat(each.summary().sumMinor()).isZero();
            assertThat(each.audit().conserved()).as(each.audit().detail()).isTrue();
            each.ledger.transitMinor().forEach((code, sum) -> transit.merge(code, sum, Long::sum));
            assertThat(each.ledger.movements().reservedRecords()).isZero();
        }
        assertThat(transit.values()).allMatch(sum -> sum == 0);
        for (int account = 0; account < ACCOUNTS; account++) {
            assertThat(at(account).account(account).heldMinor()).isZero();
        }
    }

    private String balances() {
        List<String> balances = new ArrayList<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            balances.add(String.valueOf(at(account).balance(account)));
        }
        return String.join(" ", balances);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # one shard
                    0>3 400                              | 600 1000 1000 1400 1000 1000 1000 1000
                    +0 100, -0 1100                      | 0 1000 1000 1000 1000 1000 1000 1000
                    0>3 1000, 3>6 2000                   | 0 1000 1000 0 1000 1000 3000 1000
                    # two shards
                    0>1 400                              | 600 1400 1000 1000 1000 1000 1000 1000
                    0>1 400, 1>0 400                     | 1000 1000 1000 1000 1000 1000 1000 1000
                    +0 5, +1 6, -4 7                     | 1005 1006 1000 1000 993 1000 1000 1000
                    0>1 1000, 1>4 2000                   | 0 0 1000 1000 3000 1000 1000 1000
                    # three shards, and two that have nothing to do with the coordinator
                    0>1 300, 1>2 1300, 2>0 2300          | 3000 0 0 1000 1000 1000 1000 1000
                    +0 1, 1>2 500                        | 1001 500 1500 1000 1000 1000 1000 1000
                    0>1 100, 0>2 100, 3>1 100, 3>2 100   | 800 1200 1200 800 1000 1000 1000 1000
                    """)
    void aBatchIsBookedInTheOrderOfItsItems(String items, String balances) {
        Transaction batch = run(Bundle.of(items));
        assertThat(batch.code()).isNull();
        assertThat(batch.status()).isEqualTo(TransactionStatus.POSTED);
        assertThat(batch.kind()).isEqualTo(TransactionKind.BATCH);
        assertThat(batch.links().items().count()).isEqualTo(items.split(", ").length);
        assertThat(balances()).isEqualTo(balances);
        assertAllIsConserved();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # at the coordinator
                    0>3 400, -0 601            | insufficient_funds  | 1
                    -0 1001, +0 1              | insufficient_funds  | 0
                    +0 1, 0>99 5               | account_not_found   | 1
                    +0 1, -3 5 USD             | currency_mismatch   | 1
                    # at a participant
                    0>1 400, -1 1401           | insufficient_funds  | 1
                    0>4 400, 1>4 1001, 4>1 1   | insufficient_funds  | 1
                    +0 1, +97 5                | account_not_found   | 1
                    0>1 400, 0>8 1             | currency_mismatch   | 1
                    0>1 400, 2>0 1001          | insufficient_funds  | 1
                    """)
    void nothingIsBookedWhenAnItemFails(String items, String code, int item) {
        String before = balances();
        Batch batch = Bundle.of(items);
        Transaction rejected = run(batch);
        assertThat(rejected.status()).isEqualTo(TransactionStatus.REJECTED);
        assertThat(rejected.code().code()).isEqualTo(code);
        assertThat(rejected.links().items().failed()).isEqualTo(item);
        assertThat(balances()).isEqualTo(before);
        assertAllIsConserved();
        Shard home = shards.get(batch.shard());
        assertThat(home.apply(new BeginBatch(batch))).isEqualTo(new Recorded(rejected, true));
    }

    @Test
    void theLowestPointIsHeldAndTheHighestIsExpected() {
        Batch batch = Bundle.of("+0 1, 4>1 700, 1>4 500, 0>4 200");
        shards.getFirst().apply(new BeginBatch(batch));
        shards.get(1).apply(expect(batch, 1));
        assertThat(at(4).account(4).heldMinor()).isEqualTo(700);
        assertThat(at(1).account(1).heldMinor()).isZero();
        assertThat(at(4).account(4).availableMinor()).isEqualTo(300);
        assertThat(at(4).apply(Draft.withdrawal(4, 301))).isInstanceOf(Undecided.class);
        assertThat(decide(batch).code()).isNull();
        assertThat(at(4).balance(4)).isEqualTo(1000);
    }

    @Test
    void fundsThatDependOnSomethingUndecidedAreWaitedForByTheCoordinatorAlone() {
        Batch first = Bundle.of("0>1 900");
        shards.getFirst().apply(new BeginBatch(first));
        Batch second = Bundle.of("0>1 200");
        assertThat(shards.getFirst().apply(new BeginBatch(second))).isInstanceOf(Undecided.class);
        Batch third = Bundle.of("+1 1, 0>1 200");
        shards.get(1).apply(new BeginBatch(third));
        assertThat(((Voted) shards.getFirst().apply(expect(third, 0))).rejection())
                .isEqualTo(RejectionCode.INSUFFICIENT_FUNDS);
    }

    @Test
    void anAccountThatIsFrozenAfterTheVoteStillPays() {
        Batch batch = Bundle.of("+0 1, 1>2 500");
        Shard home = shards.getFirst();
        home.apply(new BeginBatch(batch));
        shards.get(1).apply(expect(batch, 1));
        Voted last = (Voted) shards.get(2).apply(expect(batch, 2));
        shards.get(1).become(1, AccountStatus.FROZEN);
        home.apply(new Decide(key(batch), null, last.stampMs()));
        shards.get(1).apply(delivery(batch));
        shards.get(2).apply(delivery(batch));
        assertThat(at(1).balance(1)).isEqualTo(500);
        assertThat(at(2).balance(2)).isEqualTo(1500);
        Batch next = Bundle.of("+0 1, 1>2 5");
        assertThat(run(next).code()).isEqualTo(RejectionCode.ACCOUNT_FROZEN);
    }

    @Test
    void everyStepMayBeRepeated() {
        Batch batch = Bundle.of("0>1 100, 1>2 100");
        Shard home = shards.getFirst();
        Shard there = shards.get(1);
        home.apply(new BeginBatch(batch));
        assertThat(home.apply(new BeginBatch(batch))).isEqualTo(new Begun(key(batch), true));
        LedgerResult vote = there.apply(expect(batch, 1));
        assertThat(there.apply(expect(batch, 1))).isEqualTo(vote);
        Voted last = (Voted) shards.get(2).apply(expect(batch, 2));
        Recorded recorded = (Recorded) home.apply(new Decide(key(batch), null, last.stampMs()));
        Deliver deliver = delivery(batch);
        for (int times = 0; times < 2; times++) {
            assertThat(there.apply(deliver)).isEqualTo(new Acknowledged());
        }
        assertThat(there.apply(expect(batch, 1))).isEqualTo(new Acknowledged());
        assertThat(home.apply(new BeginBatch(batch)))
                .isEqualTo(new Recorded(recorded.transaction(), true));
        assertThat(at(1).balance(1)).isEqualTo(1000);
    }

    @Test
    void aKeyLeadsToOneBatchForEver() {
        Batch batch = Bundle.of("order", "0>1 100, +0 5");
        Batch sameUnderAnotherId = Bundle.of("order", "0>1 100, +0 5");
        Batch other = Bundle.of("order", "0>1 100, +0 6");
        LedgerCommand.Post posting =
                Draft.changed(Draft.deposit(0, 5), draft -> draft.key = "order");
        Shard home = shards.getFirst();
        home.apply(new BeginBatch(batch));
        assertThat(home.apply(new BeginBatch(sameUnderAnotherId)))
                .isEqualTo(new Begun(key(batch), true));
        assertThat(home.refused(new BeginBatch(other)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(home.refused(posting)).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        Transaction recorded = decide(batch);
        assertThat(home.apply(new BeginBatch(sameUnderAnotherId)))
                .isEqualTo(new Recorded(recorded, true));
        assertThat(home.refused(new BeginBatch(other)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(home.refused(posting)).isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(home.balance(0)).isEqualTo(905);
    }

    @Test
    void theItemsAreInTheHistoriesAndTheBatchIsFoundByItsKeyAndId() {
        Batch batch = Bundle.of("found", "0>1 100, 1>2 100");
        Transaction recorded = run(batch);
        for (int account = 0; account < 3; account++) {
            Transaction newest = history(account).getFirst();
            int number = account == 0 ? 0 : 1;
            assertThat(newest.id()).isEqualTo(Batch.idOf(batch.id(), number));
            assertThat(newest.committedAtMs()).isEqualTo(recorded.committedAtMs());
            assertThat(newest.description()).isEqualTo("item " + number);
            assertThat(newest.by()).isEqualTo("ann");
            assertThat(at(account).balanceAt(account, recorded.committedAtMs()))
                    .isEqualTo(at(account).balance(account));
        }
        assertThat(history(1)).hasSize(3).noneMatch(each -> each.kind() == TransactionKind.BATCH);
        Shard home = shards.getFirst();
        assertThat(
                        home.history(
                                        new LedgerQuery.History(
                                                null, TransactionFilter.ANY, Long.MAX_VALUE, 100))
                                .transactions())
                .noneMatch(each -> each.kind() == TransactionKind.BATCH);
        LedgerQuery byKey = new LedgerQuery.FindByKey(batch.account(), "found");
        LedgerQuery byId = new LedgerQuery.GetTransaction(batch.id());
        for (LedgerQuery each : List.of(byKey, byId)) {
            assertThat(((LedgerAnswer.Transactions) home.ledger.answer(each)).transactions())
                    .containsExactly(recorded);
            if (each == byId) {
                assertThat(
                                ((LedgerAnswer.Transactions) shards.get(1).ledger.answer(each))
                                        .transactions())
                        .isEmpty();
            }
        }
    }

    private List<Transaction> history(int account) {
        return at(account)
                .history(
                        new LedgerQuery.History(
                                new AccountNumber(account),
                                TransactionFilter.ANY,
                                Long.MAX_VALUE,
                                100))
                .transactions();
    }

    @Test
    void whatIsOnItsWayAtACutIsWhatEachParticipantStillGetsOrPays() {
        Shard home = shards.getFirst();
        Batch batch = Bundle.of("0>1 100, 1>2 700, +2 5");
        home.apply(new BeginBatch(batch));
        shards.get(1).apply(expect(batch, 1));
        Voted last = (Voted) shards.get(2).apply(expect(batch, 2));
        home.apply(new Decide(key(batch), null, last.stampMs()));
        shards.get(2).apply(delivery(batch));
        shards.forEach(each -> each.apply(new Mark(1)));
        LedgerAnswer.CutFound found =
                (LedgerAnswer.CutFound) home.ledger.answer(new LedgerQuery.FindCut(1, 0));
        assertThat(found.cut().legs())
                .containsExactly(
                        new LedgerAnswer.Leg(key(batch), 1, -600, "EUR"),
                        new LedgerAnswer.Leg(key(batch), 2, 700, "EUR"));
        long sum = 0;
        for (Shard each : shards) {
            sum += each.ledger.transitMinor().get("EUR");
        }
        assertThat(sum).isEqualTo(-600);
        LedgerQuery delivered = new LedgerQuery.DeliveredAtMark(1, List.of(key(batch)));
        assertThat(shards.get(1).ledger.answer(delivered))
                .isEqualTo(new LedgerAnswer.DeliveredAtMark(true, List.of()));
        assertThat(shards.get(2).ledger.answer(delivered))
                .isEqualTo(new LedgerAnswer.DeliveredAtMark(true, List.of(key(batch))));
    }

    @Test
    void aParticipantLearnsTheDecisionFromTheRecordAsWell() {
        Batch committed = Bundle.of("0>1 100");
        Batch rejected = Bundle.of("0>1 100, -1 5000");
        Transaction first = run(committed);
        run(rejected);
        LedgerAnswer.MovementOutcomes outcomes =
                (LedgerAnswer.MovementOutcomes)
                        shards.getFirst()
                                .ledger
                                .answer(
                                        new LedgerQuery.Outcomes(
                                                List.of(key(committed), key(rejected))));
        assertThat(outcomes.unknown()).isEmpty();
        assertThat(outcomes.decided().getLast()).isEqualTo(new Cancel(key(rejected)));
        Deliver deliver = (Deliver) outcomes.decided().getFirst();
        assertThat(deliver.decidedAtMs()).isEqualTo(first.committedAtMs());
        assertThat(deliver.by()).isEqualTo("ann");
    }

    @Test
    void anAccountOfABatchUnderWayIsNotClosed() {
        Shard there = shards.get(1);
        there.posted(Draft.withdrawal(1, 10_00));
        Batch batch = Bundle.of("0>1 100");
        shards.getFirst().apply(new BeginBatch(batch));
        there.apply(expect(batch, 1));
        LedgerCommand close =
                new LedgerCommand.ChangeAccount(
                        new AccountNumber(1), null, AccountStatus.CLOSED, null, null, 0, "a", "b");
        assertThat(there.refused(close)).isEqualTo(RejectionCode.TRANSFER_PENDING);
    }

    @Test
    void anItemCanBeReversedLikeAnyOtherTransaction() {
        Batch batch = Bundle.of("0>3 100, +1 5");
        run(batch);
        Transaction item = history(3).getFirst();
        Transaction back = shards.getFirst().posted(Draft.reversal(item, 100));
        assertThat(back.balanceAfterMinor()).isEqualTo(1000);
        assertThat(at(0).balance(0)).isEqualTo(1000);
    }

    @Test
    void olderRulesKnowNoBatches() {
        Shard old = new Shard().open(0);
        old.ledger.follow(++old.index, LedgerRules.TABLE.get(2));
        Batch batch = Bundle.of("+0 5");
        assertThat(old.ledger.knows(List.of(new BeginBatch(batch)))).isFalse();
        assertThat(old.ledger.knows(List.of(expect(batch, 0)))).isFalse();
        assertThat(old.apply(new BeginBatch(batch))).isEqualTo(new NoVote());
        assertThat(old.apply(expect(batch, 0))).isEqualTo(new NoVote());
    }
}
