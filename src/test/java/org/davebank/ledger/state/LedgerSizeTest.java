package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.davebank.base.AccountNumber;
import org.davebank.base.HeapSpill;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerBatch;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.junit.jupiter.api.Test;

/** A million transactions must fit a worker of 64 MiB twice over shards, and apply in a moment. */
class LedgerSizeTest {

    private static final int ACCOUNTS = 10_000;
    private static final int RECORDS = 1_000_000;
    private static final int BATCH = 1_000;

    private final RandomSource random = new RandomSource(1);
    private final Ledger ledger = new Ledger(new HeapSpill());
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

    /** Of this thread alone, so that busy neighbours do not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Applies a million deposits and returns the nanoseconds a deposit inside the ledger. */
    private double fill(LongFunction<Post> deposits) {
        List<LedgerCommand> openings = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            openings.add(Shard.opening(i, "EUR", 0));
            if (openings.size() == BATCH) {
                ledger.apply(++index, new LedgerBatch(index, openings));
                openings.clear();
            }
        }
        long nanos = 0;
        for (long at = 0; at < RECORDS; at += BATCH) {
            List<LedgerCommand> commands = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                commands.add(deposits.apply(at + i));
            }
            LedgerBatch batch = new LedgerBatch(Shard.START_MS + at, commands);
            long start = cpuNanos();
            ledger.apply(++index, batch);
            nanos += cpuNanos() - start;
        }
        return (double) nanos / RECORDS;
    }

    private void check(double nanosEach, double bytesMax) {
        double bytesEach = (double) ledger.bytes() / RECORDS;
        AuditScan audit = ledger.startAudit();
        long start = cpuNanos();
        while (!audit.advance(10_000)) {}
        double auditNanos = (double) (cpuNanos() - start) / RECORDS;
        System.out.printf(
                "ledger: %.0f ns and %.1f bytes a deposit, audit %.0f ns a record%n",
                nanosEach, bytesEach, auditNanos);
        assertThat(ledger.transactionCount()).isEqualTo(RECORDS);
        assertThat(audit.finding().conserved()).isTrue();
        assertThat(bytesEach).isLessThan(bytesMax);
        // Ten times the aim, for a machine that does other things as well.
        assertThat(nanosEach).isLessThan(5_000);
    }

    @Test
    void aMillionDepositsKnownByTheirIdAreSmallAndQuick() {
        check(fill(ordinal -> deposit(ordinal, null)), 7);
    }

    @Test
    void aMillionImportedRowsKnownByTheirKeyAreSmallAndQuick() {
        check(fill(ordinal -> deposit(ordinal, "1f3a9c77d0e4b2aa:" + ordinal)), 130);
    }
}
