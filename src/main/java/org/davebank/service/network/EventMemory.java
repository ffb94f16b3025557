package org.davebank.service.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.base.Event;
import org.davebank.base.EventKind;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.node.wire.EventCodec;

/** The newest events, including those from before this process. One thread at a time. */
final class EventMemory {

    private static final Comparator<Event> ORDER =
            Comparator.comparingLong(Event::time)
                    .thenComparing(Event::node)
                    .thenComparingLong(Event::sequence);

    private final int eventsMax;
    private List<Event> newest = List.of();
    private List<Event> taken = List.of();

    EventMemory(int eventsMax) {
        this.eventsMax = eventsMax;
    }

    /**
     * Adds events; known ones change nothing.
     *
     * @return the newest ones, newest first
     */
    List<Event> take(List<Event> events) {
        if (!events.equals(taken)) {
            taken = List.copyOf(events);
            add(events);
        }
        return newest;
    }

    private void add(List<Event> events) {
        TreeMap<Event, Event> all = new TreeMap<>(ORDER);
        newest.forEach(each -> all.put(each, each));
        events.forEach(each -> all.putIfAbsent(each, each));
        forgetEarlierAttempts(all);
        while (all.size() > eventsMax) {
            all.pollFirstEntry();
        }
        newest = List.copyOf(all.descendingMap().values());
    }

    /**
     * Keeps only a node's newest attempt to be elected by a group: in a long outage these would
     * crowd out everything else.
     */
    private static void forgetEarlierAttempts(TreeMap<Event, Event> all) {
        Set<String> seen = new HashSet<>();
        all.descendingMap()
                .values()
                .removeIf(each ->
                        each.kind() == EventKind.ELECTION_STARTED
                                && !seen.add(each.node() + " " + each.text()));
    }

    void write(WireWriter out) {
        out.varint(newest.size());
        newest.forEach(each -> EventCodec.write(out, each));
    }

    List<Event> read(WireReader in) throws WireException {
        int count = in.count(eventsMax);
        List<Event> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(EventCodec.read(in));
        }
        return read;
    }

    void merge(List<Event> events) {
        add(events);
    }
}
