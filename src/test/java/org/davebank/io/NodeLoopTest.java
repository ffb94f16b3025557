package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.TransactionId;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.node.Node;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lone node on a real disk and a real socket. */
@Timeout(30)
class NodeLoopTest {

    private static final long POLL_NS = 10_000_000L;
    private static final Duration LONG = Duration.ofSeconds(10);

    /** Full soon. */
    private static final long MEMORY_BYTES_MAX = 3 << 19;

    @TempDir Path folder;

    private final List<String> failures = new CopyOnWriteArrayList<>();

    private NodeLoop start() throws Exception {
        return LoneNode.start(folder, failures::add, MEMORY_BYTES_MAX);
    }

    private static SystemResult use(NodeLoop loop, long nonce) throws Exception {
        RequestBody body =
                new RequestBody.Decide(List.of(new SystemCommand.UseNonce(nonce, Long.MAX_VALUE)));
        Reply reply = loop.submit(body, LONG).get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(reply).isInstanceOf(Reply.Decided.class);
        return ((Reply.Decided) reply).results().getFirst();
    }

    @Test
    void whatWasDecidedIsStillDecidedAfterARestart() throws Exception {
        MemberId self;
        try (NodeLoop loop = start()) {
            self = loop.onLoop(Node::self).get();
            assertThat(use(loop, 1)).isInstanceOf(SystemResult.Accepted.class);
            assertThat(use(loop, 1)).isInstanceOf(SystemResult.Refused.class);
        }
        try (NodeLoop loop = start()) {
            assertThat(loop.onLoop(Node::self).get()).isEqualTo(self);
            assertThat(use(loop, 1)).isInstanceOf(SystemResult.Refused.class);
            assertThat(use(loop, 2)).isInstanceOf(SystemResult.Accepted.class);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void anIdleLoopSleeps() throws Exception {
        try (NodeLoop loop = start()) {
            use(loop, 1);
            long before = loop.turns;
            long startNs = System.nanoTime();
            while (loop.turns - before < 25) {
                LockSupport.parkNanos(POLL_NS);
            }
            // Heartbeats, marks and reports need some tens of turns a second; a busy loop takes
            // millions.
            assertThat(System.nanoTime() - startNs).isGreaterThan(50_000_000L);
        }
    }

    @Test
    void aFullInboxAnswersBusyAndNothingIsLost() throws Exception {
        try (NodeLoop loop = start()) {
            use(loop, 1);
            CountDownLatch gate = new CountDownLatch(1);
            loop.onLoop(node -> await(gate));
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < NodeLoop.INBOX_MAX + 100; i++) {
                replies.add(loop.submit(new RequestBody.ConfirmSystem(), Duration.ofSeconds(5)));
            }
            assertThat(replies.getLast().getNow(null)).isInstanceOf(Reply.Busy.class);
            long longEnoughNs = System.nanoTime() + 2 * NodeLoop.TURN_NS_MAX;
            while (System.nanoTime() < longEnoughNs) {
                Thread.onSpinWait(); // A fast machine has filled the inbox before a turn is long.
            }
            gate.countDown();
            for (CompletableFuture<Reply> reply : replies) {
                assertThat(reply.get(10, TimeUnit.SECONDS)).isNotNull();
            }
            loop.onLoop(Node::self).get(); // The turn that waited at the gate is over.
            assertThat(loop.longTurns()).isPositive();
        }
    }

    private static boolean await(CountDownLatch gate) {
        try {
            return gate.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void aNodeThatHoldsAsMuchAsItMayRefusesWritesAndStillAnswersReads() throws Exception {
        GroupId shard = GroupId.ofShard(0);
        AccountNumber account = AccountNumber.parse("12345678");
        try (NodeLoop loop = start()) {
            open(loop, shard, account);
            Reply.Posted first =
                    (Reply.Posted) post(loop, shard, List.of(deposit(account, 1_000_000)));
            Reply located = loop.submit(new RequestBody.Locate(shard, first.index()), LONG).get();
            assertThat(located)
                    .isEqualTo(
                            new Reply.Located(
                                    shard, first.index(), 1, List.of(new MemberId(7)), List.of()));
            assertThat(loop.submit(new RequestBody.Locate(shard, first.index() + 1), LONG).get())
                    .isInstanceOf(Reply.Declined.class);
            Reply reply;
            long sent = 0;
            do {
                List<LedgerCommand> deposits = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    deposits.add(deposit(account, ++sent));
                }
                reply = post(loop, shard, deposits);
            } while (reply instanceof Reply.Posted && sent < 1_000_000);
            assertThat(reply).isInstanceOf(Reply.Busy.class);
            assertThat(sent).isBetween(10_000L, 500_000L);
        }
        try (NodeLoop loop = start()) {
            RequestBody read = new RequestBody.Ask(shard, new LedgerQuery.GetAccount(account), 0);
            while (!(loop.submit(read, LONG).get() instanceof Reply.Answered)) {
                loop.onLoop(Node::view).get(); // The shard is electing its leader.
            }
            assertThat(post(loop, shard, List.of(deposit(account, 1))))
                    .as("what was full is full after a restart")
                    .isInstanceOf(Reply.Busy.class);
        }
    }

    @Test
    void aLongHistoryIsReadInManyShortTurns() throws Exception {
        GroupId shard = GroupId.ofShard(0);
        AccountNumber account = AccountNumber.parse("12345678");
        int entries = 60;
        try (NodeLoop loop = start()) {
            open(loop, shard, account);
            for (int entry = 0; entry < entries; entry++) {
                List<LedgerCommand> deposits = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    deposits.add(deposit(account, entry * 1_000L + i));
                }
                assertThat(post(loop, shard, deposits)).isInstanceOf(Reply.Posted.class);
            }
        }
        NavigableMap<Long, Long> appliedAfterTurn = new ConcurrentSkipListMap<>();
        try (NodeLoop loop = start()) {
            watch(loop, shard, appliedAfterTurn);
            RequestBody read = new RequestBody.Ask(shard, new LedgerQuery.GetAccount(account), 0);
            while (!(loop.submit(read, LONG).get() instanceof Reply.Answered)) {
                loop.onLoop(Node::view).get(); // The shard is electing its leader.
            }
        }
        long mostInATurn = 0;
        long before = appliedAfterTurn.firstEntry().getValue();
        assertThat(before).isZero();
        for (long applied : appliedAfterTurn.values()) {
            mostInATurn = Math.max(mostInATurn, applied - before);
            before = applied;
        }
        assertThat(before).isGreaterThan(entries);
        assertThat(mostInATurn).isBetween(1L, entries / 5L);
    }

    /** Notes at every turn how much of the shard is applied, until the loop ends. */
    private static void watch(NodeLoop loop, GroupId shard, Map<Long, Long> appliedAfterTurn) {
        loop.onLoop(node -> {
            node.replicas().stream()
                    .filter(replica -> replica.group().equals(shard))
                    .forEach(replica -> appliedAfterTurn.put(loop.turns, replica.appliedIndex()));
            watch(loop, shard, appliedAfterTurn);
            return true;
        });
    }

    private static void open(NodeLoop loop, GroupId shard, AccountNumber account) throws Exception {
        LedgerCommand opening =
                new LedgerCommand.OpenAccount(
                        account, "key", "Ada", "GBP", 2, 0, List.of(), "test", "1");
        while (!(post(loop, shard, List.of(opening)) instanceof Reply.Posted)) {
            loop.onLoop(Node::view).get(); // The shard is being founded.
        }
    }

    private static Reply post(NodeLoop loop, GroupId shard, List<LedgerCommand> commands)
            throws Exception {
        return loop.submit(new RequestBody.Post(shard, commands), LONG)
                .get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static LedgerCommand deposit(AccountNumber account, long number) {
        return new LedgerCommand.Post(
                new TransactionId(0, number),
                null,
                TransactionKind.DEPOSIT,
                account,
                null,
                1,
                0,
                "GBP",
                0,
                null,
                null,
                PostingMode.LIVE,
                "test",
                "1");
    }

    @Test
    void whatIsThrownOnTheLoopEndsTheNodeAtOnce() throws Exception {
        NodeLoop loop = start();
        CountDownLatch failed = new CountDownLatch(1);
        loop.onLoop(node -> {
            node.submit(
                    new RequestBody.ConfirmSystem(),
                    LONG.toNanos(),
                    reply -> {
                        throw new AssertionError("a bug");
                    });
            return true;
        });
        while (failures.isEmpty()) {
            failed.await(10, TimeUnit.MILLISECONDS);
        }
        assertThat(failures).singleElement().asString().contains("a bug");
        assertThat(loop.submit(new RequestBody.ConfirmSystem(), LONG).get())
                .isInstanceOf(Reply.Declined.class);
    }

    /** On a small disk of its own: filled by somebody else, and emptied again. */
    @Test
    void aNodeOnAFullDiskRefusesWritesUntilThereIsRoomAndLosesNothing() throws Exception {
        Path disk = folder.resolve("disk");
        Files.createDirectories(disk);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=200m", "none", disk.toString()),
                "mounting a small disk is permitted");
        try {
            fillAndFree(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void fillAndFree(Path disk) throws Exception {
        GroupId shard = GroupId.ofShard(0);
        AccountNumber account = AccountNumber.parse("12345678");
        RequestBody read = new RequestBody.Ask(shard, new LedgerQuery.GetAccount(account), 0);
        Path filler = disk.resolve("filler");
        long posted = 0;
        try (NodeLoop loop = LoneNode.start(disk.resolve("Lone"), failures::add, 64 << 20)) {
            open(loop, shard, account);
            for (int round = 0; round < 2; round++) {
                byte[] megabyte = new byte[1 << 20];
                try (var out = Files.newOutputStream(filler)) {
                    while (true) {
                        out.write(megabyte);
                    }
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("space");
                }
                Reply reply = post(loop, shard, List.of(deposit(account, posted + 1)));
                for (int i = 0; i < 400 && reply instanceof Reply.Posted; i++) {
                    posted++;
                    LockSupport.parkNanos(POLL_NS); // The room is measured once a second.
                    reply = post(loop, shard, List.of(deposit(account, posted + 1)));
                }
                assertThat(reply).isInstanceOf(Reply.Busy.class);
                assertThat(((Reply.Busy) reply).why())
                        .endsWith(" has less than 32 MiB of disk left");
                assertThat(loop.submit(read, LONG).get()).isInstanceOf(Reply.Answered.class);
                Files.delete(filler);
                for (int i = 0; i < 400 && reply instanceof Reply.Busy; i++) {
                    LockSupport.parkNanos(POLL_NS);
                    reply = post(loop, shard, List.of(deposit(account, posted + 1)));
                }
                assertThat(reply).isInstanceOf(Reply.Posted.class);
                posted++;
            }
            assertThat(failures).isEmpty();
        }
        try (NodeLoop loop = LoneNode.start(disk.resolve("Lone"), failures::add, 64 << 20)) {
            Reply found = loop.submit(read, LONG).get();
            while (!(found instanceof Reply.Answered)) {
                found = loop.submit(read, LONG).get(); // The shard is electing its leader.
            }
            LedgerAnswer.AccountFound answer =
                    (LedgerAnswer.AccountFound) ((Reply.Answered) found).answer();
            assertThat(answer.account()).isNotNull();
            assertThat(answer.account().balanceMinor()).isEqualTo(100 * posted);
        }
    }

    private static boolean run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
