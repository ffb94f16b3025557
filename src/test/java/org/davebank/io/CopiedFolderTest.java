package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.davebank.node.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real folders that are copied, moved and written over, and real nodes in two of them. */
class CopiedFolderTest {

    private static final long MEMORY = 8 << 20;

    @TempDir private Path temp;

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(
                            each,
                            target,
                            StandardCopyOption.COPY_ATTRIBUTES,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void aFolderIsKnownAgainUntilItIsCopied() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("a"));
        String identity = FolderIdentity.of(folder);
        assertThat(FolderIdentity.of(folder)).isEqualTo(identity);
        copy(folder, temp.resolve("b"));
        assertThat(FolderIdentity.of(temp.resolve("b"))).isNotEqualTo(identity);
        assertThat(FolderIdentity.of(folder)).isEqualTo(identity);
        Files.move(folder, temp.resolve("c"));
        assertThat(FolderIdentity.of(temp.resolve("c"))).as("renamed").isEqualTo(identity);
    }

    @Test
    void aCopyThatIsWrittenOverTheOldFilesIsACopy() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("a"));
        String identity = FolderIdentity.of(folder);
        copy(folder, temp.resolve("b"));
        Files.write(
                folder.resolve(FolderIdentity.FILE),
                Files.readAllBytes(temp.resolve("b").resolve(FolderIdentity.FILE)));
        assertThat(FolderIdentity.of(folder)).isNotEqualTo(identity);
    }

    private static boolean isRunning(NodeLoop loop) throws Exception {
        return loop.onLoop(Node::running).get(5, TimeUnit.SECONDS);
    }

    private static int stop(NodeLoop loop) {
        int port = loop.network.address().port();
        loop.close();
        return port;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSecondOfTwoNodesInCopiesOfOneFolderEndsWithOneSentence(boolean copyFirst)
            throws Exception {
        Path original = temp.resolve("net/Lone");
        CompletableFuture<String> none = new CompletableFuture<>();
        NodeLoop founding = LoneNode.start(original, none::complete, MEMORY);
        while (!isRunning(founding)) {
            Thread.onSpinWait();
        }
        int port = stop(founding);
        Path copy = temp.resolve("copy/Lone");
        copy(original, copy);
        Path first = copyFirst ? copy : original;
        Path second = copyFirst ? original : copy;
        CompletableFuture<String> ended = new CompletableFuture<>();
        // The original comes back at its port, the copy at any other.
        try (NodeLoop one = LoneNode.start(first, none::complete, MEMORY, copyFirst ? 0 : port);
                NodeLoop two =
                        LoneNode.start(second, ended::complete, MEMORY, copyFirst ? port : 0)) {
            assertThat(ended.get(60, TimeUnit.SECONDS))
                    .startsWith(
                            second.toRealPath()
                                    + " is a copy of "
                                    + first.toRealPath()
                                    + ", which runs as Lone at "
                                    + one.network.address())
                    .endsWith("up --clone --data " + second.toRealPath().getParent());
            assertThat(isRunning(one)).isTrue();
            assertThat(none).isNotDone();
            two.close();
        }
    }
}
