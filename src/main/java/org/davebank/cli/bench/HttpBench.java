package org.davebank.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.davebank.base.AccountNumber;
import org.davebank.base.RandomSource;
import org.davebank.cli.command.BankCommand;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.ProgressLine;
import org.davebank.client.BankClient;
import org.davebank.client.Connection;
import org.davebank.directory.Slots;

/** Deposits, transfers or balance reads by REST: one closed loop and thread for each concurrent request. */
final class HttpBench {

    private final BankClient bank;
    private final Connection network;
    private final BenchAccounts accounts;
    private final Path data;
    private final RandomSource random = new RandomSource(System.nanoTime());

    /** @param data the folder of the nodes whose processor time counts */
    HttpBench(BankClient bank, Connection network, BenchAccounts accounts, Path data) {
        this.bank = bank;
        this.network = network;
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
    private boolean fund(AccountNumber account) {
        return isDone(
                BenchRequest.deposit(
                        account, BenchAccounts.FUNDS_MINOR, BenchAccounts.fundsKey(account)));
    }

    /**
     * Measures one level, one order or read a request. A request that fails is sent again by the
     * client of programs, as part of the same measurement.
     */
    BenchFigures measure(BenchWork work, BenchLevel level, int forSeconds)
            throws InterruptedException {
        Connection.Entry entry = network.entry();
        if (entry == null) {
            throw new Failure("no server of the network answers");
        }
        double cpuBefore = ProcessorTime.seconds(data);
        long startNs = System.nanoTime();
        long endNs = startNs + forSeconds * 1_000_000_000L;
        Percentiles latenciesNs = new Percentiles();
        AtomicLong errors = new AtomicLong();
        inParallel(
                level.inFlight(),
                () -> {
                    try (LeanClient lean = new LeanClient(entry)) {
                        for (long nowNs = System.nanoTime(); nowNs < endNs; ) {
                            BenchRequest request = next(work);
                            boolean good = lean.isDone(request) || isDone(request);
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

    private BenchRequest next(BenchWork work) {
        synchronized (random) {
            AccountNumber account = accounts.any(random);
            return switch (work) {
                case DEPOSITS ->
                        BenchRequest.deposit(
                                account, 1 + random.nextInt(10_000), BankClient.newKey());
                case TRANSFERS ->
                        BenchRequest.transfer(
                                account,
                                accounts.faraway(Slots.shardOf(account, accounts.shards()), random),
                                1 + random.nextInt(BenchAccounts.TRANSFER_MINOR_MAX),
                                BankClient.newKey());
                case READS -> BenchRequest.balance(account);
            };
        }
    }

    private boolean isDone(BenchRequest request) {
        try {
            return bank.send(request.call()).isDone();
        } catch (BankClient.NoAnswer e) {
            return false;
        }
    }

    private static void inParallel(int count, Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
