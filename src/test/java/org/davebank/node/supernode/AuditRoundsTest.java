package org.davebank.node.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.HeapSpill;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.AuditScan;
import org.davebank.ledger.state.Damage;
import org.davebank.ledger.state.Ledger;
import org.junit.jupiter.api.Test;

class AuditRoundsTest {

    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final long MS = 1_000_000L;

    private final Ledger ledger = new Ledger(new HeapSpill());
    private final AuditRounds rounds = new AuditRounds();
    private long nowNs;
    private long inputs;
    private long index;

    private void post(int count) {
        List<LedgerCommand> commands = new ArrayList<>();
        if (index == 0) {
            commands.add(
                    new LedgerCommand.OpenAccount(
                            new AccountNumber(1),
                            "key",
                            "Holder",
                            "EUR",
                            2,
                            0,
                            List.of(),
                            "admin",
                            "trace"));
        }
        for (int i = 0; i < count; i++) {
            commands.add(
                    new LedgerCommand.Post(
                            new TransactionId(index, i),
                            null,
                            TransactionKind.DEPOSIT,
                            new AccountNumber(1),
                            null,
                            1,
                            2,
                            "EUR",
                            0,
                            null,
                            null,
                            PostingMode.LIVE,
                            "admin",
                            "trace"));
        }
        index++;
        ledger.apply(index, new LedgerBatch(index, commands));
    }

    /** Lets the time pass, with so many inputs each millisecond; returns when the verdict is so. */
    private long msUntil(boolean conserved, int inputsPerMs, long msMax) {
        for (long ms = 0; ms < msMax; ms++) {
            AuditRounds.Judged judged = rounds.judged(SHARD, nowNs);
            if (judged != null && judged.finding().conserved() == conserved) {
                return ms;
            }
            nowNs += MS;
            inputs += inputsPerMs;
            if (rounds.nextDeadlineNs() <= nowNs) {
                rounds.tick(nowNs, inputs);
            }
        }
        throw new AssertionError("not within " + msMax + " ms");
    }

    @Test
    void aNewRecordThatIsAlteredIsFoundWithinThreeSecondsUnderLoadToo() {
        post(8_000);
        rounds.add(SHARD, ledger, nowNs);
        msUntil(true, 0, 3_000);
        for (int i = 0; i < 20; i++) {
            post(8_000);
        }
        msUntil(true, 100, 1);
        long ageMs = rounds.judged(SHARD, nowNs).ageMs();
        assertThat(ageMs).isZero();
        nowNs += 300 * MS;
        assertThat(rounds.judged(SHARD, nowNs).ageMs()).isEqualTo(300);

        Damage.alterPosting(ledger, -1, 5);
        assertThat(msUntil(false, 100, 5_000)).isLessThan(3_500);
    }

    @Test
    void anOldRecordThatIsAlteredIsFoundWithinTheNamedInterval() {
        for (int i = 0; i < 5; i++) {
            post(8_000);
        }
        rounds.add(SHARD, ledger, nowNs);
        msUntil(true, 0, 3_000);
        Damage.alterPosting(ledger, 3, 5);
        long limitMs = 2 * AuditRounds.REREAD_NS / MS;
        assertThat(msUntil(false, 0, limitMs)).isGreaterThan(5_000);
        assertThat(rounds.judged(SHARD, nowNs).finding().detail()).startsWith("record 3: ");

        Damage.alterPosting(ledger, 3, -5);
        assertThat(msUntil(true, 0, 5_000)).as("mended").isPositive();
    }

    @Test
    void withNothingNewAlmostNothingIsRead() {
        for (int i = 0; i < 20; i++) {
            post(8_000);
        }
        rounds.add(SHARD, ledger, nowNs);
        msUntil(true, 0, 3_000);
        long slices = 0;
        long endNs = nowNs + 60_000 * MS;
        while (nowNs < endNs) {
            nowNs = Math.max(nowNs + MS, Math.min(rounds.nextDeadlineNs(), endNs));
            if (rounds.nextDeadlineNs() <= nowNs) {
                rounds.tick(nowNs, inputs);
                slices++;
            }
        }
        // A round a second, each with the newest records; without them it would be 40 slices more.
        int slicesPerRound = AuditScan.TAIL_RECORDS / AuditRounds.RECORDS_PER_SLICE + 2;
        assertThat(slices).isBetween(60L, 60L * slicesPerRound);
    }

    @Test
    void twoShardsAreJudgedInTurn() {
        GroupId other = GroupId.ofShard(1);
        Ledger empty = new Ledger(new HeapSpill());
        post(8_000);
        rounds.add(SHARD, ledger, nowNs);
        rounds.add(other, empty, nowNs);
        msUntil(true, 0, 3_000);
        for (int i = 0; i < 10_000; i++) {
            nowNs += MS;
            rounds.tick(nowNs, inputs);
            assertThat(rounds.judged(SHARD, nowNs).ageMs()).isLessThan(2_000);
        }
        assertThat(rounds.judged(other, nowNs).ageMs()).isLessThan(2_000);
        rounds.remove(SHARD);
        assertThat(rounds.judged(SHARD, nowNs)).isNull();
        for (int i = 0; i < 5_000; i++) {
            nowNs += MS;
            rounds.tick(nowNs, inputs);
        }
        assertThat(rounds.judged(other, nowNs).ageMs()).isLessThan(2_000);
    }
}
