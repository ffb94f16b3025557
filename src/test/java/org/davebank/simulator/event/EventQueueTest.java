package org.davebank.simulator.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private final EventQueue queue = new EventQueue();

    private void add(long atNs, long ticket) {
        queue.add(atNs, new SimEvent.Synced(0, 0, ticket));
    }

    private long pollTicket() {
        return queue.poll() instanceof SimEvent.Synced event ? event.ticket() : -1;
    }

    @Test
    void eventsComeByTime() {
        RandomSource random = new RandomSource(3);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long atNs = random.between(0, 1_000);
            times.add(atNs);
            add(atNs, atNs);
        }
        times.sort(null);
        for (long atNs : times) {
            assertEquals(atNs, queue.nextTimeNs());
            assertEquals(atNs, pollTicket());
        }
        assertTrue(queue.isEmpty());
        assertNull(queue.poll());
    }

    @Test
    void eventsOfOneMomentComeInTheOrderInWhichTheyWereAdded() {
        for (int i = 0; i < 100; i++) {
            add(7, i);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(i, pollTicket());
        }
    }
}
