package org.davebank.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.base.TransactionId;
import org.davebank.cli.command.Failure;
import org.davebank.cli.command.ProgressLine;
import org.davebank.directory.Slots;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.node.wire.Reply;
import org.jspecify.annotations.Nullable;

/** Deposits or transfers by the bank's own protocol: one closed loop on one thread. */
final class ProtocolBench {

    private static final int ACCOUNTS_PER_ENTRY = 500;
    private static final long DRAIN_NS = 10_000_000_000L;

    private final BenchLink link;
    private final BenchAccounts accounts;
    private final Path data;
    private final BenchWork work;
    private final RandomSource random = new RandomSource(System.nanoTime());

    /** @param data the folder of the nodes whose processor time counts */
    ProtocolBench(BenchLink link, BenchAccounts accounts, Path data, BenchWork work) {
        this.link = link;
        this.accounts = accounts;
        this.data = data;
        this.work = work;
    }

    /** Opens all accounts, and gives them funds for transfers; what is done stays as it is. */
    void open(ProgressLine line) throws IOException {
        long[] refused = {0};
        int[] opened = {0};
        for (int shard = 0; shard < accounts.shards(); shard++) {
            List<AccountNumber> some = accounts.of(shard);
            for (int from = 0; from < some.size(); from += ACCOUNTS_PER_ENTRY) {
                List<LedgerCommand> commands = new ArrayList<>();
                int to = Math.min(some.size(), from + ACCOUNTS_PER_ENTRY);
                for (AccountNumber account : some.subList(from, to)) {
                    commands.add(
                            new LedgerCommand.OpenAccount(
                                    account,
                                    BenchAccounts.key(account),
                                    BenchAccounts.holder(account),
                                    "GBP",
                                    2,
                                    0,
                                    List.of(),
                                    "bench",
                                    "bench"));
                    if (work == BenchWork.TRANSFERS) {
                        commands.add(funds(account));
                    }
                }
                link.post(
                        GroupId.ofShard(shard),
                        commands,
                        (posted, again) -> {
                            for (LedgerResult result : posted.results()) {
                                refused[0] += result instanceof LedgerResult.Refused ? 1 : 0;
                                opened[0] += result instanceof LedgerResult.Opened ? 1 : 0;
                            }
                        });
                // One entry at a time: opening accounts is not measured.
                drain();
                line.show("Opening accounts " + ProgressLine.bar(opened[0], BenchAccounts.COUNT));
            }
        }
        if (refused[0] > 0) {
            throw new Failure(refused[0] + " accounts could not be opened");
        }
    }

    /** Measures one level. */
    BenchFigures measure(BenchLevel level, int forSeconds) throws IOException {
        double cpuBefore = ProcessorTime.seconds(data);
        Loop loop = new Loop(level);
        loop.startNs = System.nanoTime();
        loop.endNs = loop.startNs + forSeconds * 1_000_000_000L;
        for (int i = 0; i < level.inFlight(); i++) {
            loop.begin();
        }
        while (System.nanoTime() < loop.endNs) {
            link.turn(loop.endNs);
        }
        double cpuS = ProcessorTime.seconds(data) - cpuBefore;
        double tookS = (System.nanoTime() - loop.startNs) / 1e9;
        drain();
        return BenchFigures.of(
                work.variant("udp"),
                level,
                loop.deposits,
                loop.latenciesNs,
                cpuS,
                tookS,
                loop.errors);
    }

    private void drain() throws IOException {
        long endNs = System.nanoTime() + DRAIN_NS;
        while (link.underWay() > 0) {
            if (System.nanoTime() > endNs) {
                throw new Failure(
                        link.busy().isEmpty()
                                ? "the network does not answer"
                                : "the network refuses more: " + link.busy());
            }
            link.turn(endNs);
        }
    }

    /** One closed loop on one thread. */
    private final class Loop {
        final BenchLevel level;
        final Percentiles latenciesNs = new Percentiles();
        long startNs;
        long endNs;
        long deposits;
        long errors;

        Loop(BenchLevel level) {
            this.level = level;
        }

        void begin() {
            int shard = Slots.shardOf(accounts.any(random), accounts.shards());
            List<AccountNumber> near = accounts.of(shard);
            List<LedgerCommand> commands = new ArrayList<>(level.batch());
            for (int i = 0; i < level.batch(); i++) {
                AccountNumber account = near.get(random.nextInt(near.size()));
                commands.add(
                        work == BenchWork.TRANSFERS ? transfer(account, shard) : deposit(account));
            }
            long beganNs = System.nanoTime();
            link.post(
                    GroupId.ofShard(shard),
                    commands,
                    (posted, again) -> ended(posted, again, beganNs));
        }

        void ended(Reply.Posted posted, int again, long beganNs) {
            long nowNs = System.nanoTime();
            if (nowNs <= endNs) {
                latenciesNs.add(nowNs - beganNs);
                errors += again;
                for (LedgerResult result : posted.results()) {
                    boolean good =
                            result instanceof LedgerResult.Recorded recorded
                                    && recorded.transaction().status() == TransactionStatus.POSTED;
                    deposits += good ? 1 : 0;
                    errors += good ? 0 : 1;
                }
                begin();
            }
        }
    }

    private LedgerCommand deposit(AccountNumber account) {
        return post(null, TransactionKind.DEPOSIT, account, null, 1 + random.nextInt(10_000));
    }

    private LedgerCommand funds(AccountNumber account) {
        String key = BenchAccounts.fundsKey(account);
        return post(key, TransactionKind.DEPOSIT, account, null, BenchAccounts.FUNDS_MINOR);
    }

    private LedgerCommand transfer(AccountNumber from, int shard) {
        AccountNumber to = accounts.faraway(shard, random);
        long minor = 1 + random.nextInt(BenchAccounts.TRANSFER_MINOR_MAX);
        return new MovementCommand.Begin(
                post(null, TransactionKind.TRANSFER, from, to, minor),
                Slots.shardOf(to, accounts.shards()));
    }

    private LedgerCommand.Post post(
            @Nullable String key,
            TransactionKind kind,
            AccountNumber account,
            @Nullable AccountNumber to,
            long minor) {
        return new LedgerCommand.Post(
                new TransactionId(random.nextLong(), random.nextLong()),
                key,
                kind,
                account,
                to,
                minor,
                2,
                null,
                0,
                null,
                null,
                PostingMode.LIVE,
                "bench",
                "bench");
    }
}
