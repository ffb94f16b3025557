package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerAnswer.CutFound;
import org.davebank.ledger.LedgerAnswer.DeliveredAtMark;
import org.davebank.ledger.LedgerAnswer.Leg;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.MovementCommand.Begin;
import org.davebank.ledger.MovementCommand.Decide;
import org.davebank.ledger.MovementCommand.Deliver;
import org.davebank.ledger.MovementCommand.Expect;
import org.davebank.ledger.MovementCommand.Forget;
import org.davebank.ledger.MovementCommand.Mark;
import org.davebank.ledger.MovementKey;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.Ledger;
import org.junit.jupiter.api.Test;

/** Account 1 is in shard 0, account 2 in shard 1: what an audit makes of their cuts. */
class TransitCutTest {

    private static final AccountNumber PAYER = new AccountNumber(1);
    private static final AccountNumber PAYEE = new AccountNumber(2);
    private static final long START_MS = 1_700_000_000_000L;

    private final Ledger home = ledger(PAYER);
    private final Ledger there = ledger(PAYEE);

    private static Ledger ledger(AccountNumber account) {
        Ledger ledger = new Ledger(new HeapSpill());
        ledger.follow(1, LedgerRules.TABLE.getLast());
        apply(
                ledger,
                new OpenAccount(account, "key", "Ada", "EUR", 2, 1_000_00, List.of(), "by", "r"));
        return ledger;
    }

    private static void apply(Ledger ledger, LedgerCommand command) {
        long index = ledger.appliedIndex() + 1;
        ledger.apply(index, new LedgerBatch(START_MS + index, List.of(command)));
    }

    private static MovementKey key(int number) {
        return new MovementKey(PAYER, new TransactionId(1, number), 0);
    }

    private void begin(int number, long minor) {
        Post post =
                new Post(
                        key(number).id(),
                        null,
                        TransactionKind.TRANSFER,
                        PAYER,
                        PAYEE,
                        minor,
                        2,
                        null,
                        0,
                        null,
                        null,
                        PostingMode.LIVE,
                        "by",
                        "r");
        apply(home, new Begin(post, 1));
        apply(there, new Expect(key(number), 0, PAYEE, minor, "EUR", 2, true));
    }

    private void decide(int number) {
        apply(home, new Decide(key(number), null, START_MS));
    }

    private void deliver(int number) {
        apply(
                there,
                new Deliver(
                        key(number), START_MS, 0, null, null, PostingMode.LIVE, null, "by", "r"));
    }

    private TransitCut judged(long mark) {
        List<TransitCut.Part> parts = new ArrayList<>();
        for (Ledger ledger : List.of(home, there)) {
            var cut = ((CutFound) ledger.answer(new LedgerQuery.FindCut(mark, 0))).cut();
            List<MovementKey> keys = cut.legs().stream().map(Leg::key).toList();
            var delivered =
                    (DeliveredAtMark) there.answer(new LedgerQuery.DeliveredAtMark(mark, keys));
            List<Leg> left =
                    cut.legs().stream()
                            .filter(leg -> !delivered.keys().contains(leg.key()))
                            .toList();
            parts.add(new TransitCut.Part(parts.size(), cut.transit(), left));
        }
        return TransitCut.judge(mark, 5, parts);
    }

    @Test
    void whatIsCommittedAndNotDeliveredIsInTransit() {
        begin(1, 1_00);
        begin(2, 2_00);
        begin(3, 4_00);
        decide(1);
        decide(2);
        deliver(2);
        apply(home, new Mark(1));
        apply(there, new Mark(1));
        decide(3);
        deliver(1);
        deliver(3);

        TransitCut cut = judged(1);
        assertThat(cut.violation()).isNull();
        assertThat(cut.inTransitMinor()).containsEntry(0, 1_00L).containsEntry(1, 0L);
        assertThat(cut.sumMinor()).isEqualTo(1_00);
        assertThat(cut.stillAt(9).atMs()).isEqualTo(9);
    }

    @Test
    void aDecisionThatIsLostIsNamedWithItsAmount() {
        begin(1, 12_34);
        decide(1);
        apply(home, new Forget(key(1))); // Nobody has acknowledged it.
        apply(home, new Mark(1));
        apply(there, new Mark(1));
        assertThat(judged(1).violation())
                .isEqualTo(
                        "at mark 1 all shards have 12.34 EUR in TRANSIT,"
                                + " but 0.00 EUR is on its way between them");
    }

    @Test
    void aCreditThatNobodyPaidIsNamedWithItsAmount() {
        begin(1, 12_34);
        deliver(1);
        apply(home, new Mark(1));
        apply(there, new Mark(1));
        assertThat(judged(1).violation())
                .isEqualTo(
                        "at mark 1 all shards have -12.34 EUR in TRANSIT,"
                                + " but 0.00 EUR is on its way between them");
    }

    @Test
    void aCreditThatIsDeliveredTwiceIsFound() {
        begin(1, 1_00);
        decide(1);
        deliver(1);
        // The same transfer under another attempt, as after a shard has lost what it knew.
        MovementKey again = new MovementKey(PAYER, new TransactionId(2, 1), 0);
        apply(there, new Expect(again, 0, PAYEE, 1_00, "EUR", 2, true));
        apply(
                there,
                new Deliver(again, START_MS, 0, null, null, PostingMode.LIVE, null, "by", "r"));
        apply(home, new Mark(1));
        apply(there, new Mark(1));
        assertThat(judged(1).violation()).contains("-1.00 EUR in TRANSIT");
    }

    @Test
    void aMarkThatComesTooLateLooksLikeMoneyFromNowhere() {
        begin(1, 1_00);
        apply(home, new Mark(1));
        decide(1);
        deliver(1);
        apply(there, new Mark(1));
        assertThat(judged(1).violation()).contains("-1.00 EUR in TRANSIT");
    }
}
