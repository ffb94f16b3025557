package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.davebank.ledger.state.Draft.changed;
import static org.davebank.ledger.state.Draft.deposit;
import static org.davebank.ledger.state.Draft.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.Account;
import org.davebank.ledger.BatchBytes;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;

class DeterminismTest {

    private static List<LedgerCommand> commands(long seed) {
        RandomSource random = new RandomSource(seed);
        List<LedgerCommand> commands = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            commands.add(Shard.opening(i, "EUR", 100));
        }
        for (int i = 0; i < 2_000; i++) {
            int from = 1 + random.nextInt(20);
            int to = 1 + random.nextInt(21);
            commands.add(
                    switch (random.nextInt(4)) {
                        case 0 -> transfer(from, to, random.between(1, 500));
                        case 1 -> Draft.withdrawal(from, random.between(1, 500));
                        case 2 ->
                                new LedgerCommand.ReserveAlias(
                                        "a" + random.nextInt(50), "k" + to, "ann", "t");
                        default -> deposit(from, random.between(1, 500));
                    });
            if (random.chance(0.1)) {
                commands.add(commands.get(random.nextInt(commands.size())));
            }
        }
        return commands;
    }

    private static List<LedgerBatch> batches(List<LedgerCommand> commands, int sizeMax) {
        RandomSource random = new RandomSource(sizeMax);
        List<LedgerBatch> batches = new ArrayList<>();
        for (int at = 0; at < commands.size(); ) {
            int size = Math.min(random.nextInt(sizeMax + 1), commands.size() - at);
            // Clocks of several leaders: they jump back as well.
            batches.add(
                    new LedgerBatch(
                            1_000_000 + random.nextInt(5_000), commands.subList(at, at + size)));
            at += size;
        }
        return batches;
    }

    @Test
    void replicasOfOneLogAreEqualAtEveryIndexAlsoOverTheWire() throws Exception {
        Ledger one = new Ledger(new HeapSpill());
        Ledger other = new Ledger(new HeapSpill());
        long index = 0;
        for (LedgerBatch batch : batches(commands(1), 9)) {
            if (index % 5 == 0) {
                index++;
                one.skip(index);
                other.skip(index);
            }
            index++;
            WireWriter out = new WireWriter();
            BatchBytes.write(out, batch);
            List<LedgerResult> results = one.apply(index, batch);
            assertThat(other.apply(index, LedgerCodec.readBatch(new WireReader(out.toBytes()))))
                    .isEqualTo(results);
            assertThat(other.stateHash()).isEqualTo(one.stateHash());
            assertThat(one.lastStampMs()).isEqualTo(other.lastStampMs());
        }
        for (long at = 0; at <= index + 1; at++) {
            assertThat(one.stateHashAt(at)).isEqualTo(other.stateHashAt(at));
            assertThat(one.stateHashAt(at).isPresent()).isEqualTo(at > 0 && at <= index);
        }
    }

    @Test
    void oneCommandLeftOutGivesAnotherHash() {
        List<LedgerCommand> commands = commands(2);
        Ledger one = applied(batches(commands, 9));
        int last = commands.size() - 1;
        while (!(commands.get(last) instanceof LedgerCommand.Post post
                && post.kind() == TransactionKind.DEPOSIT)) {
            last--;
        }
        LedgerCommand.Post altered =
                changed((LedgerCommand.Post) commands.get(last), d -> d.unscaled++);
        commands.set(last, altered);
        assertThat(applied(batches(commands, 9)).stateHash()).isNotEqualTo(one.stateHash());
    }

    private static Ledger applied(List<LedgerBatch> batches) {
        Ledger ledger = new Ledger(new HeapSpill());
        long index = 0;
        for (LedgerBatch batch : batches) {
            ledger.apply(++index, batch);
        }
        return ledger;
    }

    @Test
    void otherBatchesOfTheSameCommandsGiveTheSameBalancesVerdictsAndSequences() {
        List<LedgerCommand> commands = commands(3);
        String expected = story(applied(batches(commands, 1)));
        for (int sizeMax : new int[] {2, 10, 500, 8_000}) {
            assertThat(story(applied(batches(commands, sizeMax)))).isEqualTo(expected);
        }
    }

    /** Everything but indexes and stamps, which belong to the entries. */
    private static String story(Ledger ledger) {
        StringBuilder story = new StringBuilder();
        LedgerAnswer.Accounts accounts =
                (LedgerAnswer.Accounts)
                        ledger.answer(new LedgerQuery.ListAccounts(-1, 1_000, null));
        for (Account account : accounts.accounts()) {
            story.append(account.number()).append(' ').append(account.balanceMinor());
            story.append(' ').append(account.version()).append('\n');
        }
        long before = Long.MAX_VALUE;
        while (before >= 0) {
            LedgerAnswer.Transactions page =
                    (LedgerAnswer.Transactions)
                            ledger.answer(
                                    new LedgerQuery.History(
                                            null, TransactionFilter.ANY, before, 1_000));
            for (Transaction t : page.transactions()) {
                story.append(t.sequence()).append(' ').append(t.id()).append(' ');
                story.append(t.code()).append(' ').append(t.balanceAfterMinor()).append('\n');
            }
            before = page.nextBefore();
        }
        return story.toString();
    }

    @Test
    void stampsNeverFallThoughTheLeadersClockDoes() {
        Ledger ledger = new Ledger(new HeapSpill());
        ledger.apply(1, new LedgerBatch(5_000, List.of()));
        ledger.apply(2, new LedgerBatch(4_000, List.of()));
        assertThat(ledger.lastStampMs()).isEqualTo(5_000);
        ledger.skip(3);
        assertThat(ledger.lastStampMs()).isEqualTo(5_000);
        ledger.apply(9, new LedgerBatch(6_000, List.of()));
        assertThat(ledger.lastStampMs()).isEqualTo(6_000);
        assertThat(ledger.appliedIndex()).isEqualTo(9);
    }

    @Test
    void anEntryIsAppliedOnceAndInOrder() {
        Ledger ledger = new Ledger(new HeapSpill());
        ledger.apply(5, new LedgerBatch(1, List.of()));
        for (long index : new long[] {5, 4, 0, -1}) {
            assertThatThrownBy(() -> ledger.apply(index, new LedgerBatch(2, List.of())))
                    .isInstanceOf(Invariant.Broken.class);
            assertThatThrownBy(() -> ledger.skip(index)).isInstanceOf(Invariant.Broken.class);
        }
    }

    @Test
    void hashesAreKeptForTheLastIndexesOnly() {
        Shard shard = new Shard().open(1);
        for (int i = 0; i < 5_000; i++) {
            shard.posted(deposit(1, 1));
        }
        long oldest = shard.index - Ledger.STATE_HASHES_KEPT + 1;
        assertThat(shard.ledger.stateHashAt(oldest)).isPresent();
        assertThat(shard.ledger.stateHashAt(oldest - 1)).isEmpty();
        assertThat(shard.ledger.stateHashAt(shard.index))
                .isEqualTo(OptionalLong.of(shard.ledger.stateHash()));
        assertThat(shard.account(1).number()).isEqualTo(new AccountNumber(1));
    }
}
