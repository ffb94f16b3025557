package org.davebank.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.io.FolderLock;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.node.Node;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a network of one real node, whose journal has several segments. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class FolderCloneTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int SEGMENT_BYTES = 4 << 20;
    private static final String NODE = "Lone";

    @TempDir Path folder;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private Path data;
    private MemberId member;

    @BeforeEach
    void network() throws Exception {
        data = folder.resolve("net");
        Secrets.loadOrMake(data).writeCredentials(data);
        Files.writeString(data.resolve(HostAgent.NETWORK_FILE), "{}");
        NodeProcesses.remember(data, "bot", new ProcessBuilder("true").start());
        try (NodeLoop loop = LoneNode.start(data.resolve(NODE), failures::add)) {
            member = loop.onLoop(Node::self).get();
            assertThat(decide(loop, new SystemCommand.UseNonce(1, Long.MAX_VALUE)))
                    .isInstanceOf(SystemResult.Accepted.class);
            String text = "x".repeat(60_000);
            for (int i = 0; i < 90; i++) {
                decide(
                        loop,
                        new SystemCommand.PlanFault("f", "Lone", "delay", text, 0, 1, List.of()));
            }
        }
        new NodeFile(
                        NODE,
                        NodeRole.SERVER,
                        "127.0.0.1",
                        5_001,
                        8_080,
                        Liveness.ofThisProcess(),
                        true,
                        "node")
                .write(data.resolve(NODE));
        assertThat(journal(data)).hasSizeGreaterThan(1);
    }

    private static SystemResult decide(NodeLoop loop, SystemCommand command) throws Exception {
        Reply reply;
        do { // A node that has just started is busy with its history.
            reply =
                    loop.submit(new RequestBody.Decide(List.of(command)), LONG)
                            .get(LONG.toSeconds(), TimeUnit.SECONDS);
        } while (reply instanceof Reply.Busy);
        assertThat(reply).isInstanceOf(Reply.Decided.class);
        return ((Reply.Decided) reply).results().getFirst();
    }

    private Path copy(String name) throws Exception {
        Path copy = folder.resolve(name);
        Process cp = new ProcessBuilder("cp", "-a", data.toString(), copy.toString()).start();
        assertThat(cp.waitFor()).isZero();
        return copy;
    }

    private static int clone(Path of) throws IOException {
        return FolderClone.make(of, SEGMENT_BYTES, (bytes, total) -> {});
    }

    /** The segments of the node by name. */
    private static Map<String, byte[]> journal(Path of) throws IOException {
        Map<String, byte[]> segments = new TreeMap<>();
        try (Stream<Path> files = Files.list(of.resolve(NODE))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith("journal-")) {
                    segments.put(name, Files.readAllBytes(file));
                }
            }
        }
        return segments;
    }

    private void assertIsClone(Path of) throws Exception {
        assertThat(of.resolve(FolderClone.KEY_FILE)).doesNotExist();
        assertThat(of.resolve(FolderClone.READY_FILE)).doesNotExist();
        assertThat(of.resolve(NODE).resolve("clone")).doesNotExist();
        FolderClone.refuseHalf(of);
        try (NodeLoop loop = LoneNode.start(of.resolve(NODE), failures::add)) {
            assertThat(loop.onLoop(Node::self).get()).isNotEqualTo(member);
            assertThat(decide(loop, new SystemCommand.UseNonce(1, Long.MAX_VALUE)))
                    .isInstanceOf(SystemResult.Refused.class);
            assertThat(decide(loop, new SystemCommand.UseNonce(2, Long.MAX_VALUE)))
                    .isInstanceOf(SystemResult.Accepted.class);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aCopyBecomesANetworkOfItsOwnWithTheSameBooks() throws Exception {
        Path copy = copy("copy");
        List<Long> read = new ArrayList<>();
        int nodes = FolderClone.make(copy, SEGMENT_BYTES, (bytes, total) -> read.add(bytes));
        assertThat(nodes).isOne();
        assertThat(read).isSorted().hasSizeGreaterThan(3);
        for (String secret : List.of(Secrets.KEY_FILE, Secrets.TOKEN_FILE, Secrets.PASSWORD_FILE)) {
            assertThat(copy.resolve(secret)).exists();
            assertThat(Files.readString(copy.resolve(secret)))
                    .isNotEqualTo(Files.readString(data.resolve(secret)));
        }
        assertThat(copy.resolve(HostAgent.NETWORK_FILE)).doesNotExist();
        assertThat(copy.resolve("bot.pid")).doesNotExist();
        NodeFile file = NodeFile.read(copy.resolve(NODE));
        assertThat(file).isEqualTo(file.withoutProcess());
        assertThat(file.role()).isEqualTo(NodeRole.SERVER);
        assertIsClone(copy);

        try (NodeLoop loop = LoneNode.start(data.resolve(NODE), failures::add)) {
            assertThat(loop.onLoop(Node::self).get()).isEqualTo(member);
            assertThat(decide(loop, new SystemCommand.UseNonce(2, Long.MAX_VALUE)))
                    .isInstanceOf(SystemResult.Accepted.class);
        }
    }

    @Test
    void aFolderInWhichAnythingWorksIsNotCloned() throws Exception {
        for (Path busy : List.of(data, data.resolve(NODE))) {
            try (FolderLock lock = FolderLock.tryLock(busy)) {
                assertThat(lock).isNotNull();
                assertThatThrownBy(() -> clone(data))
                        .hasMessage("a process works in " + busy + "; stop it before cloning");
            }
        }
        FolderClone.refuseHalf(data);
    }

    @Test
    void aFolderWithoutANetworkIsNotCloned() throws Exception {
        Files.delete(data.resolve(Secrets.KEY_FILE));
        for (Path none : List.of(folder, folder.resolve("nowhere"), data)) {
            assertThatThrownBy(() -> clone(none))
                    .hasMessage(none + " holds no network that could be cloned");
        }
    }

    @Test
    void aDamagedJournalIsNotClonedAndTheFolderStaysAsItWas() throws Exception {
        Path segment = data.resolve(NODE).resolve("journal-00000001.log");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[100_000] ^= 1;
        Files.write(segment, bytes);
        Map<String, byte[]> before = journal(data);
        assertThatThrownBy(() -> clone(data))
                .hasMessageStartingWith(
                        data.resolve(NODE)
                                + " cannot be cloned: journal-00000001.log is unreadable from byte ");
        FolderClone.refuseHalf(data);
        assertThat(data.resolve(NODE).resolve("clone")).doesNotExist();
        assertThat(journal(data)).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void aCloneThatWasInterruptedWhileItWasWrittenBeginsAgain() throws Exception {
        Path copy = copy("copy");
        Secrets.loadOrMakeIn(copy.resolve(FolderClone.KEY_FILE));
        Path half = Files.createDirectory(copy.resolve(NODE).resolve("clone"));
        Files.write(half.resolve("journal-00000001.log"), new byte[1_000]);
        Files.write(half.resolve("journal-00000099.log"), new byte[1_000]);
        assertThatThrownBy(() -> FolderClone.refuseHalf(copy))
                .hasMessage(copy + " is a clone that is not finished: up --clone finishes it");
        assertThatThrownBy(() ->
                        HostAgent.start(
                                copy,
                                "127.0.0.1",
                                0,
                                Secrets.loadOrMake(copy),
                                new Launch(Path.of("/bin/false"), List.of(), copy),
                                false,
                                List.of(),
                                () -> {}))
                .hasMessageContaining("is a clone that is not finished");
        assertThat(clone(copy)).isOne();
        assertIsClone(copy);
    }

    @Test
    void aCloneThatWasInterruptedWhileItTookItsPlaceGoesOn() throws Exception {
        Path done = copy("done");
        Path half = copy("half");
        Secrets.loadOrMakeIn(done.resolve(FolderClone.KEY_FILE));
        Files.copy(done.resolve(FolderClone.KEY_FILE), half.resolve(FolderClone.KEY_FILE));
        clone(done);
        Map<String, byte[]> whole = journal(done);

        // The first segment has moved, the others have not, and there used to be one more.
        Files.createFile(half.resolve(FolderClone.READY_FILE));
        Path clone = Files.createDirectory(half.resolve(NODE).resolve("clone"));
        Files.write(half.resolve(NODE).resolve("journal-00000099.log"), new byte[1_000]);
        for (Map.Entry<String, byte[]> segment : whole.entrySet()) {
            boolean first = segment.getKey().equals("journal-00000001.log");
            Path place = first ? half.resolve(NODE) : clone;
            Files.write(place.resolve(segment.getKey()), segment.getValue());
        }
        assertThat(clone(half)).isOne();
        assertThat(journal(half)).containsExactlyInAnyOrderEntriesOf(whole);
        assertThat(Files.readString(half.resolve(Secrets.KEY_FILE)))
                .isEqualTo(Files.readString(done.resolve(Secrets.KEY_FILE)));
        assertIsClone(half);
    }
}
