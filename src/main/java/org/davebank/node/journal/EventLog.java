package org.davebank.node.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.GroupId;
import org.davebank.base.HybridClock;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.port.Time;
import org.davebank.node.wire.NodeReport;
import org.jspecify.annotations.Nullable;

/** The newest events of this node and, on a server node, of the others as they report them. */
public final class EventLog {

    static final int EVENTS_MAX = 2_000;
    private static final int UNREPORTED_MAX = 1_000;
    private static final long CLOCK_AHEAD_MS_MAX = 60_000;

    private final String node;
    private final Time time;
    private final NodeHooks hooks;
    private final HybridClock clock = new HybridClock();
    private final Deque<Event> newest = new ArrayDeque<>();
    private final Deque<Event> unreported = new ArrayDeque<>();
    private long sequence;

    public EventLog(String node, Time time, NodeHooks hooks) {
        this.node = node;
        this.time = time;
        this.hooks = hooks;
    }

    public void record(
            EventKind kind, @Nullable GroupId group, long term, long index, String text) {
        Event event =
                new Event(
                        clock.next(time.wallMs()),
                        node,
                        ++sequence,
                        kind,
                        group,
                        term,
                        index,
                        fits(text) ? text : text.substring(0, Event.TEXT_BYTES_MAX / 4));
        keep(event);
        unreported.addLast(event);
        if (unreported.size() > UNREPORTED_MAX) {
            unreported.removeFirst();
        }
        hooks.recorded(event);
    }

    private static boolean fits(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= Event.TEXT_BYTES_MAX;
    }

    public void record(EventKind kind, String text) {
        record(kind, null, 0, 0, text);
    }

    /** Adds another node's events, in the order of their hybrid time. */
    public void observe(List<Event> events) {
        for (Event event : events) {
            clock.observe(event.time(), time.wallMs(), CLOCK_AHEAD_MS_MAX);
            keep(event);
        }
    }

    private void keep(Event event) {
        Deque<Event> later = new ArrayDeque<>();
        while (!newest.isEmpty() && newest.getLast().time() > event.time()) {
            later.addFirst(newest.removeLast());
        }
        newest.addLast(event);
        newest.addAll(later);
        if (newest.size() > EVENTS_MAX) {
            newest.removeFirst();
        }
    }

    /** Removes and returns the events for the next report. */
    public List<Event> takeUnreported() {
        List<Event> taken = new ArrayList<>();
        while (!unreported.isEmpty() && taken.size() < NodeReport.EVENTS_MAX) {
            taken.add(unreported.removeFirst());
        }
        return taken;
    }

    /** Oldest first. */
    public List<Event> newest() {
        return new ArrayList<>(newest);
    }
}
