package org.davebank.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.TransactionId;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.BatchService;
import org.davebank.service.bank.PostRequest;
import org.davebank.service.imports.ImportWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Texts as long as they may be, in letters of three bytes, many at a time, on a real node. */
@Timeout(60)
class LongTextsTest {

    private static final AccountNumber ADA = AccountNumber.parse("70000001");
    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final Caller TELLER = new Caller("账".repeat(64), Role.ADMIN, "号".repeat(64));
    private static final int ROWS = 1_000;

    private static final List<String> failures = new CopyOnWriteArrayList<>();

    @TempDir static Path folder;

    private static NodeLoop loop;
    private static Shards shards;

    @BeforeAll
    static void start() throws Exception {
        loop = LoneNode.start(folder, failures::add, 64 << 20);
        shards = new Shards(loop);
        LedgerCommand open =
                new LedgerCommand.OpenAccount(ADA, "k", "Ada", "GBP", 2, 0, List.of(), "ada", "r");
        while (!(Shards.await(shards.writeAll(SHARD, List.of(open)), Shards.WRITE_TIMEOUT)
                instanceof Reply.Posted)) {
            Thread.onSpinWait(); // The shard is being founded.
        }
    }

    @AfterAll
    static void stop() throws Exception {
        loop.close();
        assertThat(failures).isEmpty();
    }

    private static String key(String prefix, int number) {
        String start = prefix + number + "-";
        return start + "键".repeat(LedgerLimits.KEY_CHARS_MAX - start.length());
    }

    private static LedgerCommand.Post post(String prefix, int number) {
        return new LedgerCommand.Post(
                new TransactionId(prefix.hashCode(), number),
                key(prefix, number),
                TransactionKind.DEPOSIT,
                ADA,
                null,
                1,
                2,
                null,
                0,
                "参".repeat(LedgerLimits.REFERENCE_CHARS_MAX),
                "说".repeat(LedgerLimits.DESCRIPTION_CHARS_MAX),
                PostingMode.LIVE,
                TELLER.name(),
                TELLER.requestId());
    }

    private static List<LedgerCommand> posts(String prefix, int count) {
        List<LedgerCommand> posts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            posts.add(post(prefix, i));
        }
        return posts;
    }

    @Test
    void aBatchOfTheLongestTextsIsPostedWhole() {
        List<PostRequest> requests = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            LedgerCommand.Post post = post("batch", i);
            requests.add(request(post, post.key()));
        }
        BatchService batches = new BatchService(shards, new BankService(shards));
        for (BatchService.Outcome outcome : batches.post(TELLER, requests)) {
            assertThat(outcome).isInstanceOf(BatchService.Outcome.Done.class);
        }
        for (BatchService.Outcome outcome : batches.post(TELLER, requests)) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            BatchService.Outcome.Done.class,
                            done -> assertThat(done.posted().replayed()).isTrue());
        }
    }

    private static PostRequest request(LedgerCommand.Post post, @Nullable String key) {
        return new PostRequest(
                post.account(),
                post.kind(),
                new BigDecimal("0.01"),
                null,
                null,
                post.description(),
                post.reference(),
                null,
                key,
                null);
    }

    @Test
    void anImportOfTheLongestTextsGoesOnToItsEndInOrder() throws Exception {
        List<LedgerCommand> posts = posts("import", 4 * ROWS);
        List<LedgerCommand> taken = new ArrayList<>();
        new ImportWriter(shards, () -> false, () -> false)
                .write(
                        Map.of(SHARD, posts),
                        (command, result) -> {
                            taken.add(command);
                            assertThat(result).isInstanceOf(LedgerResult.Recorded.class);
                        });
        assertThat(taken).isEqualTo(posts);
    }

    @Test
    void whoIsTooLargeIsRefusedAloneAndNobodyWhoCameWithHim() {
        List<CompletableFuture<Reply>> small = new ArrayList<>();
        CompletableFuture<Reply> large = null;
        for (int i = 0; i < 600; i++) {
            small.add(shards.writeAll(SHARD, List.of(post("small", i))));
            if (i == 300) {
                large = shards.writeAll(SHARD, posts("large", ROWS));
            }
        }
        assertThat(Shards.await(large, Shards.WRITE_TIMEOUT)).isInstanceOf(Reply.TooLarge.class);
        for (CompletableFuture<Reply> reply : small) {
            assertThat(Shards.await(reply, Shards.WRITE_TIMEOUT)).isInstanceOf(Reply.Posted.class);
        }
    }

    @Test
    void moreCommandsThanAnAnswerTellsAreRefused() {
        int count = RequestBody.Post.COMMANDS_MAX + 1;
        List<LedgerCommand> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            many.add(new LedgerCommand.ReserveAlias("a" + i, "k", "ada", "r"));
        }
        assertThat(Shards.await(shards.writeAll(SHARD, many), Shards.WRITE_TIMEOUT))
                .isInstanceOf(Reply.TooLarge.class);
        assertThat(
                        Shards.await(
                                shards.writeAll(SHARD, many.subList(1, count)),
                                Shards.WRITE_TIMEOUT))
                .isInstanceOf(Reply.Posted.class);
    }
}
