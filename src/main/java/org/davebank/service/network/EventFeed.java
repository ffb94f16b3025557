package org.davebank.service.network;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.davebank.api.ProblemCode;
import org.davebank.base.Event;
import org.davebank.service.ServiceProblem;
import org.jspecify.annotations.Nullable;

/**
 * The network's events as this node learns of them, for one listener. A listener that falls behind
 * loses its feed rather than single events, and reconnects with the id of its last event. One
 * thread adds events, another one takes them.
 */
public final class EventFeed implements AutoCloseable {

    static final int WAITING_MAX = 2_000;
    private static final long SILENCE_MAX_S = 1;

    /** Enough to recognise every event that a snapshot can hold. */
    private static final int SEEN_MAX = 4 * NetworkService.EVENTS_MAX;

    private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private final Set<String> seen = new LinkedHashSet<>();
    private final long afterTime;
    private final String afterId;
    private volatile boolean open = true;
    private volatile Runnable unsubscribe = () -> {};

    /**
     * @param after the id of the listener's last event, or null to begin with the newest known ones
     * @throws ServiceProblem malformed_request when it is not an event id
     */
    EventFeed(@Nullable String after) {
        this.afterId = after == null ? "" : after;
        try {
            this.afterTime =
                    afterId.isEmpty()
                            ? Long.MIN_VALUE
                            : Long.parseLong(afterId.substring(0, afterId.indexOf('-')));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "Last-Event-ID is not the id of an event");
        }
    }

    /** The permanent id of an event: its hybrid time, its node, and its number there. */
    public static String id(Event event) {
        return event.time() + "-" + event.node() + "-" + event.sequence();
    }

    /** @param events newest first */
    void offer(List<Event> events) {
        for (Event event : events.reversed()) {
            String id = id(event);
            boolean old = event.time() < afterTime || id.equals(afterId);
            if (old || !seen.add(id)) {
                continue;
            }
            if (!waiting.offer(event)) {
                close();
                return;
            }
            if (seen.size() > SEEN_MAX) {
                seen.remove(seen.iterator().next());
            }
        }
    }

    /** The next event, or null when none arrives for a moment. */
    public @Nullable Event next() throws InterruptedException {
        return waiting.poll(SILENCE_MAX_S, TimeUnit.SECONDS);
    }

    public boolean isOpen() {
        return open;
    }

    void onClose(Runnable action) {
        unsubscribe = action;
    }

    @Override
    public void close() {
        open = false;
        unsubscribe.run();
    }
}
