package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.davebank.base.AccountNumber;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.base.TransactionId;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.FileSettings;
import org.davebank.node.Genesis;
import org.davebank.node.Network;
import org.davebank.node.Node;
import org.davebank.node.NodeHooks;
import org.davebank.node.NodeSettings;
import org.davebank.node.Reply;
import org.davebank.node.RequestBody;
import org.davebank.raft.RaftSettings;
import org.davebank.storage.JournalSettings;
import org.davebank.transport.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lone node on a real disk and a real socket. */
@Timeout(30)
class NodeLoopTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final List<String> failures = new CopyOnWriteArrayList<>();

    private record Plain(Network socket, BiConsumer<Address, byte[]> node)
            implements NetworkFilter {
        @Override
        public void send(Address to, Priority priority, byte[] message) {
            socket.send(to, priority, message);
        }

        @Override
        public void incoming(Address from, Priority priority, byte[] message) {
            node.accept(from, message);
        }

        @Override
        public long nextDeadlineNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void release() {}
    }

    private static final NodeHooks QUIET =
            new NodeHooks() {
                @Override
                public void recorded(Event event) {}

                @Override
                public byte[] control(byte[] command) {
                    return command;
                }

                @Override
                public Figures figures() {
                    return Figures.NONE;
                }
            };

    private NodeLoop start() throws Exception {
        UdpNetwork network = UdpNetwork.bind("127.0.0.1", 0, new byte[32]);
        NodeSettings settings =
                new NodeSettings(
                        "Lone",
                        true,
                        network.address(),
                        0,
                        null,
                        List.of(),
                        RaftSettings.DEFAULT,
                        new MembershipSettings(),
                        new JournalSettings(4 << 20),
                        FileSettings.DEFAULT,
                        NodeSettings.REBUILD_AFTER_NS,
                        8 << 20);
        Genesis genesis =
                new Genesis(1, 1, 1, "GBP", 1, List.of(new Genesis.Voter(new MemberId(7), "Lone")));
        return NodeLoop.start(
                new NodeLoop.Wiring(
                        settings,
                        genesis,
                        folder,
                        network,
                        (socket, node, time, random) -> new Plain(socket, node),
                        QUIET,
                        System.nanoTime(),
                        failures::add));
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
            long before = loop.turns();
            Thread.sleep(1_000);
            // Heartbeats, marks and reports need some tens of turns; a busy loop takes millions.
            assertThat(loop.turns() - before).isBetween(1L, 500L);
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
            gate.countDown();
            for (CompletableFuture<Reply> reply : replies) {
                assertThat(reply.get(10, TimeUnit.SECONDS)).isNotNull();
            }
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
            LedgerCommand opening =
                    new LedgerCommand.OpenAccount(
                            account, "key", "Ada", "GBP", 0, List.of(), "test", "1");
            while (!(post(loop, shard, List.of(opening)) instanceof Reply.Posted)) {
                loop.onLoop(Node::view).get(); // The shard is being founded.
            }
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
}
