package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.TransactionId;
import org.davebank.ledger.AccountStatus;
import org.davebank.ledger.LedgerCommand.Attach;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FenceUploads;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Recorded;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.store.LedgerCapacity;
import org.junit.jupiter.api.Test;

/** A shard that is full says so, and still knows what it has taken. */
class CapacityTest {

    private static final int FEW = 4;

    private final Shard shard =
            new Shard(
                            new Ledger(
                                    new HeapSpill(),
                                    new LedgerCapacity(FEW, FEW, FEW, 2, FEW, FEW, FEW)))
                    .open(1, 2);

    private static Post keyed(int number) {
        return changed(deposit(1, 1_00), d -> d.key = "k" + number);
    }

    @Test
    void aFullShardRefusesWhatIsNewAndAnswersWhatIsNot() {
        Post first = keyed(0);
        Transaction recorded = shard.posted(first);
        for (int i = 1; i < FEW; i++) {
            shard.posted(keyed(i));
        }
        assertThat(shard.refused(keyed(FEW))).isEqualTo(RejectionCode.SHARD_FULL);
        assertThat(shard.refused(withdrawal(1, 99_00)))
                .as("a rejection would be a record too")
                .isEqualTo(RejectionCode.SHARD_FULL);
        assertThat(shard.apply(first)).isEqualTo(new Recorded(recorded, true));
        assertThat(shard.refused(changed(first, d -> d.unscaled = 2_00)))
                .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(shard.balance(1)).isEqualTo(FEW * 1_00);
        assertThat(shard.audit().balancesMatch()).isTrue();
    }

    @Test
    void aShardThatCanBindNoFurtherNameMovesNoMoneyUnderOne() {
        Post first = keyed(0);
        Transaction recorded = shard.posted(first);
        for (int i = 0; i <= FEW; i++) {
            int number = i;
            Post again = changed(first, d -> d.id = new TransactionId(1, number));
            assertThat(shard.apply(again)).isEqualTo(new Recorded(recorded, true));
        }
        Post unbound =
                changed(
                        first,
                        d -> {
                            d.id = new TransactionId(1, FEW);
                            d.key = "another";
                        });
        assertThat(shard.refused(unbound)).isEqualTo(RejectionCode.SHARD_FULL);
        assertThat(shard.balance(1)).isEqualTo(1_00);
        assertThat(shard.audit().hashMatchesRecords()).isTrue();
    }

    @Test
    void accountsAndCurrenciesEndWithACodeAndRetriesDoNot() {
        shard.open(3, "JPY", 0);
        assertThat(shard.refused(Shard.opening(4, "KWD", 0))).isEqualTo(RejectionCode.SHARD_FULL);
        shard.open(4, "EUR", 0);
        OpenAccount beyond = Shard.opening(5, "EUR", 0);
        assertThat(shard.refused(beyond)).isEqualTo(RejectionCode.SHARD_FULL);
        assertThat(shard.apply(Shard.opening(4, "EUR", 0)))
                .isInstanceOfSatisfying(
                        LedgerResult.Opened.class,
                        opened -> assertThat(opened.replayed()).isTrue());
    }

    /** The 257th currency of a shard once broke an invariant in apply. */
    @Test
    void aShardTakesAsManyCurrenciesAsAByteCounts() {
        Shard real = new Shard();
        int count = 0;
        for (int i = 0; i <= LedgerCapacity.CURRENCIES_MAX; i++) {
            String code = "A" + (char) ('A' + i / 26) + (char) ('A' + i % 26);
            LedgerResult result = real.apply(Shard.opening(i, code, 0));
            count += result instanceof LedgerResult.Opened ? 1 : 0;
        }
        assertThat(count).isEqualTo(LedgerCapacity.CURRENCIES_MAX);
        assertThat(real.refused(Shard.opening(1_000, "ZZZ", 0)))
                .isEqualTo(RejectionCode.SHARD_FULL);
        real.open(1_000, "AAA", 0);
    }

    @Test
    void whatWasReservedIsBoundThoughTheBookIsFull() {
        for (int i = 0; i < FEW; i++) {
            shard.apply(new ReserveAlias("a" + i, "k", "ann", "t"));
        }
        assertThat(shard.refused(new ReserveAlias("b", "k", "ann", "t")))
                .isEqualTo(RejectionCode.SHARD_FULL);
        AccountNumber account = new AccountNumber(1);
        assertThat(shard.apply(new ConfirmAlias("a1", "k", account, "ann", "t")))
                .isEqualTo(new LedgerResult.AliasBound("a1", account));
        assertThat(shard.apply(new ConfirmAlias("a1", "k", account, "ann", "t")))
                .isEqualTo(new LedgerResult.AliasBound("a1", account));
        assertThat(shard.refused(new ConfirmAlias("a2", "k", account, "ann", "t")))
                .isEqualTo(RejectionCode.SHARD_FULL);
    }

    @Test
    void attachmentsEndBeforeFences() {
        Transaction transaction = shard.posted(keyed(0));
        for (int i = 0; i < FEW; i++) {
            assertThat(shard.apply(attach(transaction, i)))
                    .isInstanceOf(LedgerResult.Attached.class);
        }
        assertThat(shard.refused(attach(transaction, FEW))).isEqualTo(RejectionCode.SHARD_FULL);
        assertThat(shard.apply(new FenceUploads(1, List.of(), "ann", "t")))
                .isInstanceOf(LedgerResult.UploadsFenced.class);
        assertThat(shard.refused(new FenceUploads(2, List.of(), "ann", "t")))
                .isEqualTo(RejectionCode.SHARD_FULL);
    }

    @Test
    void changesOfAccountsEndWithACodeAndRetriesDoNot() {
        shard.withNewestRules();
        for (int i = 0; i < FEW; i++) {
            assertThat(shard.apply(freeze("k" + i))).isInstanceOf(LedgerResult.Changed.class);
        }
        assertThat(shard.refused(freeze("k" + FEW))).isEqualTo(RejectionCode.SHARD_FULL);
        assertThat(shard.apply(freeze("k0")))
                .isInstanceOfSatisfying(
                        LedgerResult.Changed.class,
                        changed -> assertThat(changed.replayed()).isTrue());
    }

    private static ChangeAccount freeze(String key) {
        return new ChangeAccount(
                new AccountNumber(1), key, AccountStatus.FROZEN, null, null, 0, "ann", "t");
    }

    private static Attach attach(Transaction to, int number) {
        return new Attach(
                to.id(),
                to.account(),
                "k" + number,
                "ab".repeat(32),
                1,
                "image/png",
                "a.png",
                7,
                "ann",
                "t");
    }

    @Test
    void aCapacityBeyondWhatTheTablesCountIsRefused() {
        long records = LedgerCapacity.RECORDS_MAX;
        assertThat(LedgerCapacity.beyond(records)).isLessThan(Integer.MAX_VALUE);
        assertThatThrownBy(() -> new LedgerCapacity(records + 1, 1, 1, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LedgerCapacity(1, 1, 1, 257, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LedgerCapacity(0, 1, 1, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
