package org.davebank.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.davebank.base.AccountNumber;
import org.davebank.cli.command.BankCommand;
import org.davebank.client.BankClient;
import org.davebank.directory.Slots;

/**
 * Writes to every shard without a pause and records when each last acknowledged a write. A failed
 * write is repeated under its key until it succeeds, so that none is missing at the end.
 */
final class SteadyWriters implements AutoCloseable {

    static final int PER_SHARD = 2;

    private static final int FIRST_ACCOUNT = 80_000_000;
    private static final long PAUSE_MS = 100;
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** What one shard has acknowledged, and when it first did so after it was armed. */
    private static final class Shard {
        final AtomicLong acknowledged = new AtomicLong();
        long armedNs = Long.MAX_VALUE;
        long firstNs = Long.MAX_VALUE;

        synchronized void acknowledge(long startNs, long nowNs) {
            acknowledged.incrementAndGet();
            if (startNs - armedNs >= 0 && firstNs == Long.MAX_VALUE) {
                firstNs = nowNs;
                notifyAll();
            }
        }

        synchronized void arm(long fromNs) {
            armedNs = fromNs;
            firstNs = Long.MAX_VALUE;
        }

        synchronized long awaitFirst(long deadlineNs) throws InterruptedException {
            while (firstNs == Long.MAX_VALUE && System.nanoTime() < deadlineNs) {
                wait(Math.max(1, (deadlineNs - System.nanoTime()) / 1_000_000));
            }
            return firstNs;
        }
    }

    private final BankClient bank;
    private final Map<Integer, Shard> shards = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private SteadyWriters(BankClient bank) {
        this.bank = bank;
    }

    /** Opens an account in each shard and starts writing. */
    static SteadyWriters start(BankClient bank, int shardCount) {
        SteadyWriters writers = new SteadyWriters(bank);
        int number = FIRST_ACCOUNT;
        while (writers.shards.size() < shardCount) {
            AccountNumber account = new AccountNumber(number++);
            int shard = Slots.shardOf(account, shardCount);
            if (!writers.shards.containsKey(shard)) {
                writers.open(account);
                Shard fresh = new Shard();
                writers.shards.put(shard, fresh);
                for (int i = 0; i < PER_SHARD; i++) {
                    writers.begin(account, fresh);
                }
            }
        }
        return writers;
    }

    private void open(AccountNumber account) {
        String body =
                BankCommand.write(
                        Map.of("holder", "Fail-over drill", "number", account.toString()));
        bank.ask(BankClient.Call.post("/accounts", body, "failover-" + account)).orFailEmpty();
    }

    private void begin(AccountNumber account, Shard shard) {
        String body =
                BankCommand.write(
                        Map.of(
                                "account_num",
                                account.toString(),
                                "transaction_type",
                                "deposit",
                                "amount",
                                1,
                                "description",
                                "Fail-over drill"));
        threads.add(Thread.ofVirtual().start(() -> write(shard, body)));
    }

    private void write(Shard shard, String body) {
        while (!closed) {
            BankClient.Call call =
                    BankClient.Call.post("/transactions", body, BankClient.newKey())
                            .within(ATTEMPT_TIMEOUT, DEADLINE);
            long startNs = System.nanoTime();
            boolean acknowledged = false;
            while (!closed && !acknowledged) {
                try {
                    acknowledged = bank.send(call).isDone();
                    if (!acknowledged) {
                        Thread.sleep(PAUSE_MS);
                    }
                } catch (BankClient.NoAnswer e) {
                    // Repeat it under the same key.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            if (acknowledged) {
                shard.acknowledge(startNs, System.nanoTime());
            }
        }
    }

    /** From now on each shard waits for a write that begins at this moment or later. */
    void arm(long fromNs) {
        shards.values().forEach(shard -> shard.arm(fromNs));
    }

    /**
     * When the first such write was acknowledged in a shard; Long.MAX_VALUE if none was in time.
     */
    long firstAcknowledged(int shard, long deadlineNs) throws InterruptedException {
        Shard known = shards.get(shard);
        if (known == null) {
            throw new IllegalArgumentException("there is no shard " + shard);
        }
        return known.awaitFirst(deadlineNs);
    }

    long acknowledged() {
        return shards.values().stream().mapToLong(shard -> shard.acknowledged.get()).sum();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
