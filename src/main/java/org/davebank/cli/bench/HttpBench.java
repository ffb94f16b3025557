package org.davebank.cli.bench;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.ProgressLine;
import org.davebank.client.BankClient;
import org.davebank.directory.Slots;
import org.jspecify.annotations.Nullable;

/** Deposits, transfers or balance reads by REST: one closed loop and thread for each concurrent request. */
final class HttpBench {

    private final BankClient bank;
    private final BenchAccounts accounts;
    private final Path data;
    private final RandomSource random = new RandomSource(System.nanoTime());

    /** @param data the folder of the nodes whose processor time counts */
    HttpBench(BankClient bank, BenchAccounts accounts, Path data) {
        this.bank = bank;
        this.accounts = accounts;
        this.data = data;
    }

    /** Opens all accounts, and gives them funds for transfers; what is done stays as it is. */
    void open(ProgressLine line, BenchWork work) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        inParallel(
                16,
                () -> {
                    for (long i = next.getAndIncrement();
                            i < BenchAccounts.COUNT;
                            i = next.getAndIncrement()) {
                        AccountNumber account = accounts.get((int) i);
                        String body =
                                BankCommand.write(
                                        Map.of(
                                                "holder",
                                                BenchAccounts.holder(account),
                                                "number",
                                                account.toString()));
                        try {
                            boolean open =
                                    bank.send(
                                                    BankClient.Call.post(
                                                            "/accounts",
                                                            body,
                                                            BenchAccounts.key(account)))
                                            .isDone();
                            open &= work != BenchWork.TRANSFERS || fund(account);
                            failed.addAndGet(open ? 0 : 1);
                        } catch (BankClient.NoAnswer e) {
                            failed.incrementAndGet();
                        }
                        synchronized (line) {
                            line.show(
                                    "Opening accounts " + ProgressLine.bar(i, BenchAccounts.COUNT));
                        }
                    }
                });
        if (failed.get() > 0) {
            throw new Failure(failed + " accounts could not be opened");
        }
    }

    /** Gives an account what it can transfer, once. */
    boolean fund(AccountNumber account) {
        return post(
                account,
                "deposit",
                null,
                BenchAccounts.FUNDS_MINOR,
                BenchAccounts.fundsKey(account));
    }

    /** Measures one level, one order or read a request. */
    BenchFigures measure(BenchWork work, BenchLevel level, int forSeconds)
            throws InterruptedException {
        BooleanSupplier request =
                switch (work) {
                    case DEPOSITS -> this::deposit;
                    case TRANSFERS -> this::transfer;
                    case READS -> this::readBalance;
                };
        double cpuBefore = ProcessorTime.seconds(data);
        long startNs = System.nanoTime();
        long endNs = startNs + forSeconds * 1_000_000_000L;
        Percentiles latenciesNs = new Percentiles();
        AtomicLong errors = new AtomicLong();
        inParallel(
                level.inFlight(),
                () -> {
                    for (long nowNs = System.nanoTime(); nowNs < endNs; ) {
                        boolean good = request.getAsBoolean();
                        long doneNs = System.nanoTime();
                        if (!good) {
                            errors.incrementAndGet();
                        } else if (doneNs <= endNs) {
                            synchronized (latenciesNs) {
                                latenciesNs.add(doneNs - nowNs);
                            }
                        }
                        nowNs = doneNs;
                    }
                });
        double tookS = (System.nanoTime() - startNs) / 1e9;
        return BenchFigures.of(
                work.variant("http"),
                level,
                latenciesNs.count(),
                latenciesNs,
                ProcessorTime.seconds(data) - cpuBefore,
                tookS,
                errors.get());
    }

    private boolean deposit() {
        AccountNumber account;
        int minor;
        synchronized (random) {
            account = accounts.any(random);
            minor = 1 + random.nextInt(10_000);
        }
        return post(account, "deposit", null, minor, BankClient.newKey());
    }

    private boolean transfer() {
        AccountNumber account;
        AccountNumber to;
        int minor;
        synchronized (random) {
            account = accounts.any(random);
            to = accounts.faraway(Slots.shardOf(account, accounts.shards()), random);
            minor = 1 + random.nextInt(BenchAccounts.TRANSFER_MINOR_MAX);
        }
        return post(account, "transfer", to, minor, BankClient.newKey());
    }

    private boolean post(
            AccountNumber account,
            String type,
            @Nullable AccountNumber to,
            long minor,
            String key) {
        String body =
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\""
                        + type
                        + (to == null ? "" : "\",\"to_account\":\"" + to)
                        + "\",\"amount\":"
                        + BigDecimal.valueOf(minor, 2)
                        + "}";
        return isDone(BankClient.Call.post("/transactions", body, key));
    }

    private boolean readBalance() {
        AccountNumber account;
        synchronized (random) {
            account = accounts.any(random);
        }
        return isDone(BankClient.Call.get("/accounts/" + account + "/balance"));
    }

    private boolean isDone(BankClient.Call call) {
        try {
            return bank.send(call).isDone();
        } catch (BankClient.NoAnswer e) {
            return false;
        }
    }

    private static void inParallel(int count, Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
