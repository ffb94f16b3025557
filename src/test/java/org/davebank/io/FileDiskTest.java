package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDiskTest {

    @TempDir Path folder;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final FileDisk.Completions completions =
            new FileDisk.Completions() {
                @Override
                public void synced(long ticket) {
                    said.add("synced " + ticket);
                }

                @Override
                public void read(long ticket, byte @Nullable [] bytes) {
                    said.add("read " + (bytes == null ? "nothing" : bytes.length));
                }

                @Override
                public void failed(String why) {
                    said.add("failed");
                }
            };

    private String nextWord() throws InterruptedException {
        return String.valueOf(said.poll(5, TimeUnit.SECONDS));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasWrittenBeforeASyncIsThereAfterIt() throws Exception {
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            disk.write("journal-1.log", 0, bytes("hello "));
            disk.write("journal-1.log", 6, bytes(""));
            disk.write("journal-1.log", 6, bytes("world"));
            disk.write("content/abc", 2, bytes("x"));
            disk.sync(7);

            assertThat(nextWord()).isEqualTo("synced 7");
            assertThat(disk.files()).containsExactly("content/abc", "journal-1.log");
            assertThat(disk.read("journal-1.log")).isEqualTo(bytes("hello world"));
            assertThat(disk.read("content/abc")).isEqualTo(new byte[] {0, 0, 'x'});
            assertThat(disk.stats().syncs()).isEqualTo(1);
            assertThat(disk.stats().syncNs()).isPositive().isEqualTo(disk.stats().longestSyncNs());
        }
    }

    @Test
    void ticketsComeBackInOrderAndEachOnce() throws Exception {
        List<String> words = new ArrayList<>();
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            for (int i = 0; i < 500; i++) {
                disk.write("a", i, new byte[] {(byte) i});
                disk.sync(i);
            }
            for (int i = 0; i < 500; i++) {
                words.add(nextWord());
            }
            assertThat(disk.read("a")).hasSize(500);
        }
        assertThat(words).hasSize(500).startsWith("synced 0").endsWith("synced 499");
        assertThat(words).doesNotHaveDuplicates();
    }

    @Test
    void preallocationGrowsAFileWithZerosAndKeepsWhatItHas() throws Exception {
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            disk.write("a", 0, bytes("abc"));
            disk.preallocate("a", 3_000_000);
            disk.preallocate("a", 10);
            disk.sync(1);
            assertThat(nextWord()).isEqualTo("synced 1");
            assertThat(disk.read("a")).hasSize(3_000_000).startsWith('a', 'b', 'c', 0, 0);
        }
    }

    @Test
    void aRenamedFileHasItsContentAndReplacesTheOldOne() throws Exception {
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            disk.write("content/x.part", 0, bytes("new"));
            disk.write("content/x", 0, bytes("the old one"));
            disk.rename("content/x.part", "content/x");
            disk.write("content/x", 3, bytes("er"));
            disk.sync(1);
            assertThat(nextWord()).isEqualTo("synced 1");
            assertThat(disk.files()).containsExactly("content/x");
            assertThat(disk.read("content/x")).isEqualTo(bytes("newer"));
        }
    }

    @Test
    void manyFilesAtOnceAreAllSynced() throws Exception {
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            for (int i = 0; i < 200; i++) {
                disk.write("f" + i, 0, bytes("v" + i));
            }
            disk.sync(1);
            assertThat(nextWord()).isEqualTo("synced 1");
            assertThat(disk.files()).hasSize(200);
            assertThat(disk.read("f0")).isEqualTo(bytes("v0"));
        }
    }

    @Test
    void aJournalThatIsDeletedUnderTheNodeEndsIt() throws Exception {
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            disk.write("journal-1.log", 0, bytes("promise"));
            disk.write("content-1", 0, bytes("x"));
            disk.sync(1);
            assertThat(nextWord()).isEqualTo("synced 1");
            Files.delete(folder.resolve("content-1"));
            Files.delete(folder.resolve("journal-1.log"));

            assertThat(nextWord()).isEqualTo("failed");
        }
    }

    @Test
    void theFirstErrorEndsItAndNothingLaterIsDone() throws Exception {
        Files.createDirectory(folder.resolve("journal-1.log"));
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            disk.write("journal-1.log", 0, bytes("no file at all"));
            disk.sync(1);
            assertThat(nextWord()).isEqualTo("failed");
            disk.write("other", 0, bytes("x"));
            disk.sync(2);
        }
        assertThat(said).isEmpty();
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "/etc/passwd",
                "a/../b",
                "",
                ".",
                "a//b",
                "a/",
                ".hidden",
                "a\\b",
                "a/b/c/d/e",
                "node.log",
                "node.json",
                "lock",
                "genesis",
                "a\u0000b",
                "ä"
            })
    void aNameNeverLeavesTheFolderNorTouchesTheFilesOfTheProcess(String name) throws IOException {
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            assertThatThrownBy(() -> disk.write(name, 0, new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> disk.read(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void filesOfTheProcessAreNotTheNodes() throws IOException {
        Files.writeString(folder.resolve("node.json"), "{}");
        Files.writeString(folder.resolve("lock"), "");
        Files.writeString(folder.resolve("journal-1.log"), "");
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            assertThat(disk.files()).containsExactly("journal-1.log");
        }
    }

    @Test
    void twoOwnersNeverShareAFolder() throws IOException {
        try (FolderLock first = FolderLock.tryLock(folder)) {
            assertThat(first).isNotNull();
            assertThat(FolderLock.tryLock(folder)).isNull();
        }
        try (FolderLock again = FolderLock.tryLock(folder)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void whatIsSetAsideIsKeptAndNotShownAgain() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("node.json"), "{}");
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            disk.write("journal-00000001.log", 0, bytes("one"));
            disk.write("content/abc", 0, bytes("two"));
            disk.sync(1);
            assertThat(nextWord()).isEqualTo("synced 1");
        }
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            assertThat(disk.setAsideCount()).isZero();
            assertThat(disk.setAside()).isEqualTo("set-aside-1");
            assertThat(disk.files()).isEmpty();
            disk.write("journal-00000001.log", 0, bytes("new"));
            disk.sync(2);
            assertThat(nextWord()).isEqualTo("synced 2");
            assertThat(disk.files()).containsExactly("journal-00000001.log");
            assertThatThrownBy(() -> disk.write("set-aside-1/content/abc", 0, bytes("x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (FileDisk disk = FileDisk.open(folder, completions)) {
            assertThat(disk.setAside()).isEqualTo("set-aside-2");
            assertThat(disk.setAsideCount()).isEqualTo(2);
        }
        Path first = folder.resolve("set-aside-1");
        assertThat(first.resolve("journal-00000001.log")).hasContent("one");
        assertThat(first.resolve("content/abc")).hasContent("two");
        assertThat(folder.resolve("set-aside-2/journal-00000001.log")).hasContent("new");
        assertThat(folder.resolve("node.json")).hasContent("{}");
    }
}
