package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.io.LoneNode;
import org.davebank.io.NodeLoop;
import org.davebank.node.NodeView;
import org.davebank.service.Shards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node that is a whole network, and the memory of the server on it. */
@Timeout(60)
class ServerHistoryTest {

    @TempDir Path folder;

    private final List<String> failures = new CopyOnWriteArrayList<>();

    /** Observes until some seconds are known, then ends as a server does. */
    private List<Event> live(NodeLoop loop, History history) {
        Shards shards = new Shards(loop);
        List<Event> events = List.of();
        long now = System.currentTimeMillis();
        while (history.traffic().now(now) == null) {
            NodeView view = shards.view();
            now = System.currentTimeMillis();
            events = history.observe(view, now);
        }
        return events;
    }

    @Test
    void aServerThatRestartsKnowsWhatWasBeforeIt() throws Exception {
        List<Event> before;
        long endedMs;
        try (NodeLoop loop = LoneNode.start(folder, failures::add);
                History history = new History(new Shards(loop), folder)) {
            before = live(loop, history);
            endedMs = System.currentTimeMillis();
        }
        try (NodeLoop loop = LoneNode.start(folder, failures::add);
                History history = new History(new Shards(loop), folder)) {
            history.start();
            List<Event> after =
                    history.observe(new Shards(loop).view(), System.currentTimeMillis());

            assertThat(after).containsAll(before);
            assertThat(history.traffic().newest(900, 1, endedMs + 1_500))
                    .anyMatch(each -> each.isWhole(1));
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aFileThatIsDamagedIsLeftAlone() throws Exception {
        try (NodeLoop loop = LoneNode.start(folder, failures::add)) {
            try (History history = new History(new Shards(loop), folder)) {
                live(loop, history);
            }
            Path file = folder.resolve(History.FILE);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);
            try (History history = new History(new Shards(loop), folder)) {
                history.start();

                assertThat(history.traffic().newest(900, 1, System.currentTimeMillis()))
                        .allMatch(each -> each.isUnknown(1));
            }
        }
    }

    @Test
    void theLargestMemoryFitsItsFileAndItsMessage() {
        EventMemory memory = new EventMemory(NetworkService.EVENTS_MAX);
        String text = "x".repeat(Event.TEXT_BYTES_MAX);
        List<Event> many =
                java.util.stream.LongStream.range(0, 400).mapToObj(i -> event(i, text)).toList();
        assertThat(memory.take(many)).hasSize(NetworkService.EVENTS_MAX);
        org.davebank.base.WireWriter out = new org.davebank.base.WireWriter();
        memory.write(out);
        assertThat(out.toBytes().length + 128 * 1024).isLessThan(History.BYTES_MAX);
    }

    @Test
    void anEventThatComesAgainIsKeptOnceAndTheNewestComesFirst() {
        EventMemory memory = new EventMemory(3);
        memory.merge(List.of(event(1, "a"), event(4, "d"), event(2, "b")));

        assertThat(memory.take(List.of(event(3, "c"), event(4, "d"))))
                .extracting(Event::text)
                .containsExactly("d", "c", "b");
    }

    @Test
    void aLongOutageDoesNotPushOutWhatBeganIt() {
        EventMemory memory = new EventMemory(20);
        memory.merge(List.of(event(1, "Anna is dead")));
        for (long time = 2; time < 400; time++) {
            memory.merge(List.of(attempt(time, "shard " + time % 4)));
        }

        assertThat(memory.take(List.of()))
                .extracting(Event::text)
                .containsExactly("shard 3", "shard 2", "shard 1", "shard 0", "Anna is dead");
    }

    private static Event attempt(long time, String text) {
        return new Event(time, "Bert", time, EventKind.ELECTION_STARTED, null, 1, 1, text);
    }

    private static Event event(long time, String text) {
        return new Event(time, "Anna", time + 1, EventKind.FIRST_WRITE, null, 1, 1, text);
    }
}
