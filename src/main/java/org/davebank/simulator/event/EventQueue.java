package org.davebank.simulator.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Orders events by time, then by insertion: a binary heap. */
public final class EventQueue {

    private long[] times = new long[1024];
    private long[] orders = new long[1024];
    private @Nullable SimEvent[] events = new SimEvent[1024];
    private int size;
    private long nextOrder;

    public void add(long atNs, SimEvent event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            events = Arrays.copyOf(events, size * 2);
        }
        long order = nextOrder++;
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(atNs, order, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, atNs, order, event);
    }

    private boolean before(long atNs, long order, int other) {
        return atNs != times[other] ? atNs < times[other] : order < orders[other];
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        events[to] = events[from];
    }

    private void put(int at, long atNs, long order, @Nullable SimEvent event) {
        times[at] = atNs;
        orders[at] = order;
        events[at] = event;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The time of the first event; only when there is one. */
    public long nextTimeNs() {
        return times[0];
    }

    /** Removes the first event; null if there is none. */
    public @Nullable SimEvent poll() {
        if (size == 0) {
            return null;
        }
        SimEvent first = events[0];
        size--;
        long atNs = times[size];
        long order = orders[size];
        SimEvent last = events[size];
        events[size] = null;
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(times[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (before(atNs, order, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        if (size > 0) {
            put(at, atNs, order, last);
        }
        return first;
    }
}
