package org.davebank.console.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.HybridClock;
import org.junit.jupiter.api.Test;

class EventListTest {

    private static Event event(long atMs, String node, EventKind kind, String text) {
        HybridClock clock = new HybridClock();
        return new Event(clock.next(atMs), node, 1, kind, null, 0, 0, text);
    }

    private static Event suspicion(long atMs, String node, String text) {
        return event(atMs, node, EventKind.MEMBER_SUSPECT, text);
    }

    @Test
    void whatSeveralNodesTellOfOneMomentIsOneLine() {
        var folded =
                EventList.fold(
                        List.of(
                                suspicion(12_000, "Worker2", "Worker3 is suspected"),
                                suspicion(11_500, "Worker1", "Worker3 is suspected"),
                                suspicion(11_000, "Worker2", "Worker1 is suspected")),
                        10);
        assertThat(folded).hasSize(2);
        assertThat(folded.getFirst().reporters()).containsExactly("Worker1", "Worker2");
        assertThat(folded.getFirst().atMs()).isEqualTo(12_000);
    }

    @Test
    void theSameMuchLaterIsAnotherHappening() {
        var folded =
                EventList.fold(
                        List.of(
                                suspicion(20_000, "Worker1", "Worker3 is suspected"),
                                suspicion(16_000, "Worker1", "Worker3 is suspected")),
                        10);
        assertThat(folded).hasSize(2);
    }

    @Test
    void whatANodeSaysOfItselfBeginsWithItsName() {
        Event elected =
                new Event(
                        new HybridClock().next(10_000),
                        "SuperNode2",
                        1,
                        EventKind.SUPERNODE_ELECTED,
                        GroupId.SYSTEM,
                        7,
                        1,
                        "is the supernode, term 7");
        assertThat(EventList.fold(List.of(elected), 10).getFirst().text())
                .isEqualTo("SuperNode2 is the supernode, term 7");
    }

    @Test
    void theListIsBounded() {
        List<Event> many =
                java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> suspicion(100_000 - i, "Worker1", "happening " + i))
                        .toList();
        assertThat(EventList.fold(many, 5)).hasSize(5);
    }
}
