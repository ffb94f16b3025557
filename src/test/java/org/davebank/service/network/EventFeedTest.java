package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.service.ServiceProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFeedTest {

    private static Event event(long time, String node) {
        return new Event(time, node, 1, EventKind.NODE_STARTED, null, 0, 0, "");
    }

    /** Times of what waits in the feed. */
    private static List<Long> taken(EventFeed feed, int count) throws InterruptedException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event event = feed.next();
            times.add(event == null ? -1L : event.time());
        }
        return times;
    }

    @Test
    void eachEventComesOnceAndOneHeardOfLateComesToo() throws InterruptedException {
        EventFeed feed = new EventFeed(null);
        feed.offer(List.of(event(30, "A"), event(10, "A")));
        feed.offer(List.of(event(30, "A"), event(20, "B"), event(10, "A")));
        assertThat(taken(feed, 3)).containsExactly(10L, 30L, 20L);
    }

    @Test
    void aListenerThatComesBackGoesOnBehindTheLastEventThatItHas() throws InterruptedException {
        List<Event> events =
                List.of(event(30, "A"), event(20, "B"), event(20, "A"), event(10, "A"));
        EventFeed feed = new EventFeed(EventFeed.id(event(20, "A")));
        feed.offer(events);
        assertThat(taken(feed, 2)).containsExactly(20L, 30L);
    }

    @Test
    void aListenerThatDoesNotKeepUpLosesItsFeed() {
        EventFeed feed = new EventFeed(null);
        for (int i = 0; i < EventFeed.WAITING_MAX; i++) {
            feed.offer(List.of(event(i, "A")));
        }
        assertThat(feed.isOpen()).isTrue();
        feed.offer(List.of(event(EventFeed.WAITING_MAX, "A")));
        assertThat(feed.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-", "99999999999999999999-A-1", "12"})
    void whatIsNoIdIsRefused(String id) {
        assertThatThrownBy(() -> new EventFeed(id)).isInstanceOf(ServiceProblem.class);
    }
}
