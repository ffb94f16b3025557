package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.transfer;
import static org.davebank.ledger.state.Draft.withdrawal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery.History;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final Shard shard = new Shard().open(1, 2).open(3, "JPY", 0);

    private List<Transaction> all(@Nullable Integer account, TransactionFilter filter, int limit) {
        List<Transaction> listed = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (before >= 0) {
            LedgerAnswer.Transactions page =
                    shard.history(
                            new History(
                                    account == null ? null : new AccountNumber(account),
                                    filter,
                                    before,
                                    limit));
            assertThat(page.transactions().size()).isLessThanOrEqualTo(limit);
            assertThat(page.nextBefore()).isLessThan(before);
            listed.addAll(page.transactions());
            before = page.nextBefore();
        }
        return listed;
    }

    @Test
    void newestFirstByAccountAndByShardAtEveryPageSize() {
        RandomSource random = new RandomSource(11);
        List<Transaction> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add(
                    switch (random.nextInt(3)) {
                        case 0 -> shard.posted(deposit(1 + random.nextInt(3), 100));
                        case 1 -> shard.posted(deposit(1, 200));
                        default -> {
                            expected.add(shard.posted(deposit(1, 50)));
                            yield shard.posted(transfer(1, 2, 50));
                        }
                    });
        }
        for (int limit : new int[] {1, 2, 7, 1_000}) {
            assertThat(all(null, TransactionFilter.POSTED, limit)).isEqualTo(expected.reversed());
            for (int account : new int[] {1, 2, 3}) {
                AccountNumber number = new AccountNumber(account);
                assertThat(all(account, TransactionFilter.POSTED, limit))
                        .isEqualTo(Draft.historyOf(number, expected).reversed());
            }
        }
    }

    @Test
    void aTransferShowsInBothHistories() {
        shard.posted(deposit(1, 100));
        Transaction moved = shard.posted(transfer(1, 2, 60));
        assertThat(all(2, TransactionFilter.POSTED, 10))
                .as("with the balance of the account that it is the history of")
                .containsExactly(moved.withBalanceAfter(60));
        assertThat(all(1, TransactionFilter.POSTED, 10)).first().isEqualTo(moved);
    }

    @Test
    void rejectedOnesAreOmittedUnlessAskedFor() {
        Transaction posted = shard.posted(deposit(1, 100));
        Transaction rejected = shard.recorded(transfer(1, 2, 101));

        assertThat(all(1, TransactionFilter.POSTED, 10)).containsExactly(posted);
        assertThat(all(1, TransactionFilter.ANY, 10)).containsExactly(rejected, posted);
        assertThat(all(1, filter(d -> d.status = TransactionStatus.REJECTED), 10))
                .containsExactly(rejected);
        assertThat(all(1, filter(d -> d.status = TransactionStatus.POSTED), 10))
                .containsExactly(posted);
        assertThat(all(2, TransactionFilter.ANY, 10)).as("nothing was credited").isEmpty();
    }

    @Test
    void filtersByTimeKindAmountTextReferenceAndKey() {
        Transaction salary =
                shard.posted(
                        changed(
                                deposit(1, 2_500_00),
                                d -> {
                                    d.key = "Key-A";
                                    d.reference = "SALARY";
                                    d.description = "Gehalt März";
                                    d.effectiveAtMs = 1_000;
                                }));
        Transaction rent =
                shard.posted(
                        changed(
                                withdrawal(1, 900_00),
                                d -> {
                                    d.reference = "rent";
                                    d.requestId = "trace-2";
                                    d.effectiveAtMs = 2_000;
                                }));
        Transaction yen = shard.posted(changed(deposit(3, 900_00), d -> d.effectiveAtMs = 3_000));

        assertThat(all(null, filter(d -> d.fromMs = 2_000), 9)).containsExactly(yen, rent);
        assertThat(all(null, filter(d -> d.toMs = 2_000), 9)).containsExactly(salary);
        assertThat(all(null, filter(d -> d.kind = TransactionKind.WITHDRAWAL), 9))
                .containsExactly(rent);
        // 900 major units, whatever the currency.
        assertThat(
                        all(
                                null,
                                filter(d -> {
                                    d.minE4 = 9_000_000;
                                    d.maxE4 = 9_000_000;
                                }),
                                9))
                .containsExactly(yen, rent);
        assertThat(all(null, filter(d -> d.minE4 = 9_000_001), 9)).containsExactly(salary);
        assertThat(all(null, filter(d -> d.reference = "SALARY"), 9)).containsExactly(salary);
        assertThat(all(null, filter(d -> d.reference = "salary"), 9)).isEmpty();
        assertThat(all(null, filter(d -> d.key = "Key-A"), 9)).containsExactly(salary);
        for (String text : List.of("salary", "MÄRZ", "key-a", salary.id().toString())) {
            assertThat(all(null, filter(d -> d.text = text), 9)).containsExactly(salary);
        }
        assertThat(all(1, filter(d -> d.text = "nothing like it"), 9)).isEmpty();
    }

    @Test
    void aLongSearchGivesShortPagesThatGoOn() {
        int records = 2 * LedgerLimits.SCAN_MAX + 100;
        Transaction first = shard.posted(changed(deposit(1, 100), d -> d.reference = "needle"));
        for (int i = 1; i < records; i++) {
            shard.posted(deposit(1, 100));
        }
        TransactionFilter needle = filter(d -> d.reference = "needle");
        long before = Long.MAX_VALUE;
        for (int page = 0; page < 2; page++) {
            LedgerAnswer.Transactions empty =
                    shard.history(new History(new AccountNumber(1), needle, before, 10));
            assertThat(empty.transactions()).isEmpty();
            before = empty.nextBefore();
            assertThat(before).isEqualTo(records - (page + 1L) * LedgerLimits.SCAN_MAX);
        }
        assertThat(shard.history(new History(new AccountNumber(1), needle, before, 10)))
                .isEqualTo(new LedgerAnswer.Transactions(List.of(first), -1));
    }

    @Test
    void aCursorFromElsewhereFindsTheWayBackToTheAccount() {
        Transaction early = shard.posted(deposit(2, 100));
        for (int i = 0; i < 50; i++) {
            shard.posted(deposit(1, 100));
        }
        shard.posted(deposit(2, 100));
        LedgerAnswer.Transactions page =
                shard.history(new History(new AccountNumber(2), TransactionFilter.POSTED, 30, 10));
        assertThat(page.transactions()).containsExactly(early);
        assertThat(page.nextBefore()).isEqualTo(-1);
        for (long before : new long[] {0, -1, Long.MIN_VALUE + 1}) {
            assertThat(shard.history(new History(null, TransactionFilter.POSTED, before, 10)))
                    .isEqualTo(new LedgerAnswer.Transactions(List.of(), -1));
        }
    }

    @Test
    void aPageIsBoundedInBytes() {
        for (int i = 0; i < 1_000; i++) {
            shard.posted(changed(deposit(1, 100), d -> d.description = "語".repeat(500)));
        }
        LedgerAnswer.Transactions page =
                shard.history(
                        new History(
                                new AccountNumber(1),
                                TransactionFilter.POSTED,
                                Long.MAX_VALUE,
                                1_000));
        assertThat(page.transactions()).hasSizeBetween(300, 400);
        assertThat(all(1, TransactionFilter.POSTED, 1_000)).hasSize(1_000);
    }

    @Test
    void theBalanceAtAnInstantGoesByEffectiveTime() {
        shard.posted(deposit(1, 1_000_00));
        shard.posted(changed(withdrawal(1, 100_00), d -> d.effectiveAtMs = 5_000));
        shard.posted(
                changed(transfer(1, 2, 10_00), d -> d.effectiveAtMs = shard.stampMs + 1_000_000));
        shard.recorded(changed(transfer(1, 2, 9_999_00), d -> d.effectiveAtMs = 1_000));

        assertThat(shard.balanceAt(1, 4_999)).isZero();
        assertThat(shard.balanceAt(1, -1)).isZero();
        assertThat(shard.balanceAt(1, 5_000)).isEqualTo(-100_00);
        assertThat(shard.balanceAt(1, shard.stampMs)).isEqualTo(900_00);
        assertThat(shard.balanceAt(2, shard.stampMs)).isZero();
        assertThat(shard.balanceAt(1, Long.MAX_VALUE)).isEqualTo(890_00);
        assertThat(shard.balanceAt(2, Long.MAX_VALUE)).isEqualTo(10_00);
    }

    @Test
    void everyFieldOfARecordReadsBack() {
        Transaction inline =
                shard.posted(
                        changed(
                                deposit(1, 7_00),
                                d -> {
                                    d.by = "Zoë";
                                    d.requestId = "import-7";
                                    d.key = "k";
                                    d.reference = "";
                                    d.description = "naïve 😀";
                                    d.effectiveAtMs = -5;
                                }));
        Transaction shared =
                shard.posted(
                        changed(
                                transfer(1, 2, 1_00),
                                d -> {
                                    d.by = "Zoë";
                                    d.requestId = "import-7";
                                }));
        Transaction again = shard.posted(changed(deposit(1, 1), d -> d.by = "ann"));
        assertThat(all(1, TransactionFilter.ANY, 10)).containsExactly(again, shared, inline);
    }

    /** The fields of a filter, so that a test names only the one that it is about. */
    private static final class Wanted {
        long fromMs = Long.MIN_VALUE;
        long toMs = Long.MAX_VALUE;
        @Nullable TransactionKind kind;
        long minE4;
        long maxE4 = Long.MAX_VALUE;
        @Nullable String text;
        @Nullable String reference;
        @Nullable String key;
        @Nullable TransactionStatus status;
    }

    private static TransactionFilter filter(Consumer<Wanted> change) {
        Wanted w = new Wanted();
        change.accept(w);
        return new TransactionFilter(
                w.fromMs,
                w.toMs,
                w.kind,
                w.minE4,
                w.maxE4,
                w.text,
                w.reference,
                w.key,
                w.status,
                false);
    }
}
