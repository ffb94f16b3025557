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

/** Deposits or balance reads by REST: one closed loop and thread for each concurrent request. */
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

    /** Opens all accounts; open ones stay as they are. */
    void open(ProgressLine line) throws InterruptedException {
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

    /** Measures one level of deposits, one a request. */
    BenchFigures deposits(BenchLevel level, int forSeconds) throws InterruptedException {
        return measure("http", this::deposit, level, forSeconds);
    }

    /** Measures one level of balance reads, one a request. */
    BenchFigures reads(BenchLevel level, int forSeconds) throws InterruptedException {
        return measure("http-reads", this::readBalance, level, forSeconds);
    }

    private BenchFigures measure(
            String variant, BooleanSupplier request, BenchLevel level, int forSeconds)
            throws InterruptedException {
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
                variant,
                level,
                latenciesNs.count(),
                latenciesNs,
                ProcessorTime.seconds(data) - cpuBefore,
                tookS,
                errors.get());
    }

    private boolean deposit() {
        String account;
        int minor;
        synchronized (random) {
            account = accounts.any(random).toString();
            minor = 1 + random.nextInt(10_000);
        }
        String body =
                "{\"account_num\":\""
                        + account
                        + "\",\"transaction_type\":\"deposit\",\"amount\":"
                        + BigDecimal.valueOf(minor, 2)
                        + "}";
        return isDone(BankClient.Call.post("/transactions", body, BankClient.newKey()));
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
