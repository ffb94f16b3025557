package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTest {

    @TempDir Path folder;

    @Test
    void anEventIsALineThatAPersonCanRead() throws IOException {
        Event event =
                new Event(
                        1_000L << 16,
                        "Worker1",
                        1,
                        EventKind.LEADER_ELECTED,
                        GroupId.ofShard(2),
                        4,
                        0,
                        "Worker1 leads");
        try (NodeLog log = NodeLog.open(folder, "Worker1")) {
            log.write(event);
        }
        assertThat(NodeLog.tail(folder, 10))
                .singleElement()
                .asString()
                .matches(
                        "\\d\\d:\\d\\d:01\\.000 Worker1 leader-elected shard 2 term 4: Worker1 leads");
    }

    @Test
    void controlCharactersMakeNoLinesOfTheirOwn() throws IOException {
        try (NodeLog log = NodeLog.open(folder, "N")) {
            log.write(0, "note", "one\nforged \u001b[31mline");
        }
        assertThat(NodeLog.tail(folder, 10)).singleElement().asString().doesNotContain("\u001b");
    }

    @Test
    void filesAreRotatedAndOldOnesGo() throws IOException {
        String text = "x".repeat(900);
        try (NodeLog log = NodeLog.open(folder, "N")) {
            for (int i = 0; i < 12_000; i++) {
                log.write(0, "note", i + " " + text);
                if (i % 1_000 == 999) {
                    log.flush();
                }
            }
        }
        assertThat(Files.size(folder.resolve("node.log"))).isLessThan(NodeLog.FILE_BYTES_MAX + 1);
        assertThat(folder.resolve("node.log.2")).exists();
        assertThat(folder.resolve("node.log.3")).doesNotExist();
        assertThat(NodeLog.tail(folder, 1)).singleElement().asString().contains(" 11999 ");
    }
}
