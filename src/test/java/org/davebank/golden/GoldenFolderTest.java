package org.davebank.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.TransactionId;
import org.davebank.directory.SystemCommand;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.state.Ledger;
import org.davebank.node.Node;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data folders that builds of each version of the journal have left. */
@Timeout(60)
class GoldenFolderTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final GroupId SHARD = GroupId.ofShard(0);
    private static final AccountNumber ADA = AccountNumber.parse("12345678");
    private static final AccountNumber BOB = AccountNumber.parse("87654321");
    private static final String FILE = "0f".repeat(32);
    private static final long FAR_MS = 4_000_000_000_000L;

    /** The version that this build writes. */
    private static final int NEWEST = 3;

    @TempDir private Path temp;

    private final List<String> failures = new CopyOnWriteArrayList<>();

    private static Reply ask(NodeLoop loop, RequestBody body) throws Exception {
        return loop.submit(body, LONG).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void post(NodeLoop loop, LedgerCommand... commands) throws Exception {
        while (!(ask(loop, new RequestBody.Post(SHARD, List.of(commands)))
                instanceof Reply.Posted)) {
            loop.onLoop(Node::view).get(); // The shard is being founded, or elects its leader.
        }
    }

    private static LedgerCommand.Post money(
            int id,
            TransactionKind kind,
            AccountNumber to,
            long amount,
            long effectiveAtMs,
            PostingMode mode) {
        return new LedgerCommand.Post(
                new TransactionId(7, id),
                "key-" + id,
                kind,
                ADA,
                to,
                amount,
                2,
                "GBP",
                effectiveAtMs,
                "reference",
                "description ü",
                mode,
                "admin",
                "request-" + id);
    }

    /** Everything that a log can have, and what is refused as well. */
    private static void live(NodeLoop loop) throws Exception {
        post(
                loop,
                new LedgerCommand.OpenAccount(
                        ADA, "a", "Ada", "GBP", 2, 500, List.of("alias"), "admin", "1"),
                new LedgerCommand.OpenAccount(
                        BOB, "b", "Bob", "GBP", 2, 0, List.of(), "admin", "1"));
        post(
                loop,
                new LedgerCommand.ReserveAlias("alias", "a", "admin", "2"),
                new LedgerCommand.ConfirmAlias("alias", "a", ADA, "admin", "2"));
        PostingMode now = PostingMode.LIVE;
        post(loop, money(1, TransactionKind.DEPOSIT, null, 10_000, 0, now));
        post(
                loop,
                money(2, TransactionKind.WITHDRAWAL, null, 99_999, 0, now),
                money(3, TransactionKind.WITHDRAWAL, null, 150, 0, now),
                money(4, TransactionKind.TRANSFER, BOB, 250, 0, now),
                money(5, TransactionKind.DEPOSIT, null, 1, FAR_MS, now),
                money(6, TransactionKind.DEPOSIT, null, 77, 1_000, PostingMode.HISTORY),
                money(7, TransactionKind.DEPOSIT, null, 78, 2_000, PostingMode.IMPORT),
                money(1, TransactionKind.DEPOSIT, null, 10_000, 0, now));
        post(
                loop,
                new LedgerCommand.Attach(
                        new TransactionId(7, 1),
                        ADA,
                        "k",
                        FILE,
                        9,
                        "text/plain",
                        "a.txt",
                        2,
                        "admin",
                        "3"),
                new LedgerCommand.FenceUploads(3, List.of(FILE), "admin", "4"));
        ask(
                loop,
                new RequestBody.Decide(
                        List.of(
                                new SystemCommand.UseNonce(5, FAR_MS),
                                new SystemCommand.PlanFault(
                                        "f1", "Lone", "delay", "text", 1, 2, List.of("a=1")),
                                new SystemCommand.EndFault(""),
                                new SystemCommand.Audit(1, "admin", "a", "t", "done", "r"))));
    }

    /** What the shard's books come to. */
    private static String books(NodeLoop loop) throws Exception {
        post(loop, new LedgerCommand.FenceUploads(3, List.of(), "admin", "5")); // All is applied.
        return loop.onLoop(
                        node -> {
                            Ledger ledger = ledger(node);
                            return "accounts %d, posted %d, rejected %d, sum %d, state %016x"
                                    .formatted(
                                            ledger.accountCount(),
                                            ledger.transactionCount(),
                                            ledger.rejectedCount(),
                                            ledger.sumMinor(),
                                            ledger.stateHash());
                        })
                .get();
    }

    private static Ledger ledger(Node node) {
        return node.replicas().stream()
                .filter(view -> view.group().equals(SHARD))
                .findFirst()
                .orElseThrow()
                .ledger();
    }

    private static int version(Path segment) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(segment), 8, 4).getInt();
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("journal-\\d+.log"))
                    .sorted()
                    .toList();
        }
    }

    private static void unpack(String name, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipInputStream in = new ZipInputStream(Golden.open(name))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Files.copy(in, folder.resolve(entry.getName()));
            }
        }
    }

    private static void pack(Path folder, Path zip) throws IOException {
        Files.createDirectories(zip.getParent());
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.list(folder)) {
            for (Path each : files.sorted().toList()) {
                if (each.getFileName().toString().startsWith("journal-")) {
                    out.putNextEntry(new ZipEntry(each.getFileName().toString()));
                    Files.copy(each, out);
                    out.closeEntry();
                }
            }
        }
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {2, 3})
    void aFolderOfEachVersionIsReadForEverAndGoesOn(int version) throws Exception {
        String books = Golden.lines("folder-" + version + ".txt").getFirst();
        Path folder = temp.resolve("Lone");
        unpack("folder-" + version + ".zip", folder);
        assertThat(version(segments(folder).getFirst())).isEqualTo(version);
        try (NodeLoop loop = LoneNode.start(folder, failures::add)) {
            assertThat(books(loop)).isEqualTo(books);
            post(loop, money(8, TransactionKind.DEPOSIT, null, 1, 0, PostingMode.LIVE));
        }
        String after;
        try (NodeLoop loop = LoneNode.start(folder, failures::add)) {
            after = books(loop);
        }
        assertThat(after).contains("posted 6").isNotEqualTo(books);
        assertThat(version(segments(folder).getLast())).isEqualTo(NEWEST);
        assertThat(failures).isEmpty();
    }

    /** Leaves the folder for the resources when there is a new version of the journal. */
    @Test
    void aFolderOfTheNewestVersionIsAmongThem() throws Exception {
        Path folder = temp.resolve("Lone");
        String books;
        try (NodeLoop loop = LoneNode.start(folder, failures::add)) {
            live(loop);
            books = books(loop);
        }
        Path segment = segments(folder).getFirst();
        String name = "target/golden/folder-" + version(segment);
        pack(folder, Path.of(name + ".zip"));
        Files.writeString(Path.of(name + ".txt"), books + "\n");
        assertThat(version(segment)).isEqualTo(NEWEST);
    }
}
