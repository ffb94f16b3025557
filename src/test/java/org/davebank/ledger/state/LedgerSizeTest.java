package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.davebank.base.AccountNumber;
import org.davebank.base.CountedSpill;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;

/** A million transactions must fit a worker of 64 MiB twice over shards, and hardly use its disk. */
class LedgerSizeTest {

    private static final int ACCOUNTS = 10_000;
    private static final int RECORDS = 1_000_000;
    private static final int BATCH = 1_000;

    private final RandomSource random = new RandomSource(1);
    private final CountedSpill spill = new CountedSpill();
    private final Ledger ledger = new Ledger(spill);
    private long index;

    private Post deposit(long ordinal, String key) {
        return new Post(
                new TransactionId(random.nextLong(), random.nextLong()),
                key,
                TransactionKind.DEPOSIT,
                new AccountNumber(random.nextInt(ACCOUNTS)),
                null,
                1 + ordinal % 100_000,
                2,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "bench",
                "job-17");
    }

    private void fill(LongFunction<Post> deposits) {
        List<LedgerCommand> openings = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            openings.add(Shard.opening(i, "EUR", 0));
            if (openings.size() == BATCH) {
                ledger.apply(++index, new LedgerBatch(index, openings));
                openings.clear();
            }
        }
        for (long at = 0; at < RECORDS; at += BATCH) {
            List<LedgerCommand> commands = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                commands.add(deposits.apply(at + i));
            }
            ledger.apply(++index, new LedgerBatch(Shard.START_MS + at, commands));
        }
    }

    private void check(double bytesMax, double spillUsesMax) {
        assertThat(ledger.transactionCount()).isEqualTo(RECORDS);
        assertThat(each(ledger.bytes())).isLessThan(bytesMax);
        assertThat(each(spill.reads() + spill.writes())).isLessThan(spillUsesMax);
        spill.reset();
        AuditScan audit = ledger.startAudit();
        while (!audit.advance(10_000)) {}
        assertThat(audit.finding().conserved()).isTrue();
        assertThat(each(spill.reads())).isLessThan(0.01);
    }

    private static double each(long sum) {
        return (double) sum / RECORDS;
    }

    @Test
    void aMillionDepositsKnownByTheirIdAreSmallAndHardlyUseTheDisk() {
        fill(ordinal -> deposit(ordinal, null));
        check(7, 0.1);
    }

    @Test
    void aMillionImportedRowsKnownByTheirKeyAreSmallAndHardlyUseTheDisk() {
        fill(ordinal -> deposit(ordinal, "1f3a9c77d0e4b2aa:" + ordinal));
        check(130, 0.2);
    }
}
