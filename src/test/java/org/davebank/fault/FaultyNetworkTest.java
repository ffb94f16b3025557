package org.davebank.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.node.port.Time;
import org.davebank.transport.packet.Priority;
import org.junit.jupiter.api.Test;

class FaultyNetworkTest {

    private static final long MS = 1_000_000L;
    private static final Address ANN = new Address("ann", 1);
    private static final Address BOB = new Address("bob", 1);

    private long nowNs;
    private final List<String> sent = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final FaultyNetwork network =
            new FaultyNetwork(
                    (to, priority, message) -> sent.add(to.host() + message[0]),
                    (from, message) -> received.add(from.host() + message[0]),
                    new Time() {
                        @Override
                        public long nowNs() {
                            return nowNs;
                        }

                        @Override
                        public long wallMs() {
                            return nowNs / MS;
                        }
                    },
                    new RandomSource(1));

    private void send(Address to, int number) {
        network.send(to, Priority.LOG, new byte[] {(byte) number});
    }

    private void incoming(Address from, int number) {
        network.incoming(from, Priority.LOG, new byte[] {(byte) number});
    }

    private static FaultPlan plan(FaultKind kind, double probability, long delayNs, long jitterNs) {
        return new FaultPlan(
                "f", kind, List.of(), Direction.BOTH, probability, delayNs, jitterNs, 1_000 * MS);
    }

    @Test
    void withoutPlansEverythingPassesAtOnce() {
        send(ANN, 1);
        incoming(BOB, 2);
        assertEquals(List.of("ann1"), sent);
        assertEquals(List.of("bob2"), received);
    }

    @Test
    void isolationCutsBothWaysAndEndsByItself() {
        network.inject(Plans.isolate("f", 10 * MS));
        send(ANN, 1);
        incoming(ANN, 2);
        assertEquals(List.of(), sent);
        assertEquals(List.of(), received);
        nowNs = 10 * MS;
        send(ANN, 3);
        incoming(ANN, 4);
        assertEquals(List.of("ann3"), sent);
        assertEquals(List.of("ann4"), received);
        assertEquals(2, network.lostMessages());
    }

    @Test
    void controlMessagesAreSpared() {
        network.inject(Plans.isolate("f", 10 * MS));
        network.send(ANN, Priority.CONTROL, new byte[] {1});
        network.incoming(ANN, Priority.CONTROL, new byte[] {2});
        assertEquals(List.of("ann1"), sent);
        assertEquals(List.of("ann2"), received);
    }

    @Test
    void aOneWayPartitionStopsOnlyThatWayAndOnlyThosePeers() {
        network.inject(Plans.partition("f", List.of(ANN), Direction.OUT, 10 * MS));
        send(ANN, 1);
        send(BOB, 2);
        incoming(ANN, 3);
        assertEquals(List.of("bob2"), sent);
        assertEquals(List.of("ann3"), received);
    }

    @Test
    void lossAndDuplicationFollowTheirProbability() {
        network.inject(plan(FaultKind.LOSS, 0.3, 0, 0));
        for (int i = 0; i < 1_000; i++) {
            send(ANN, 1);
        }
        assertTrue(sent.size() > 600 && sent.size() < 800, "passed " + sent.size());
        sent.clear();
        network.inject(plan(FaultKind.DUPLICATE, 0.3, 0, 0));
        for (int i = 0; i < 1_000; i++) {
            send(ANN, 1);
        }
        network.release();
        assertTrue(sent.size() > 1_200 && sent.size() < 1_400, "passed " + sent.size());
    }

    @Test
    void delayedMessagesWaitForTheirTime() {
        network.inject(plan(FaultKind.DELAY, 1, 5 * MS, 0));
        send(ANN, 1);
        incoming(BOB, 2);
        network.release();
        assertEquals(List.of(), sent);
        assertEquals(5 * MS, network.nextDeadlineNs());
        nowNs = 5 * MS;
        network.release();
        assertEquals(List.of("ann1"), sent);
        assertEquals(List.of("bob2"), received);
        assertEquals(Long.MAX_VALUE, network.nextDeadlineNs());
    }

    @Test
    void aMessageHeldBackIsOvertaken() {
        network.inject(plan(FaultKind.REORDER, 1, 5 * MS, 0));
        send(ANN, 1);
        network.healAll();
        send(ANN, 2);
        nowNs = 5 * MS;
        network.release();
        assertEquals(List.of("ann2", "ann1"), sent);
    }

    @Test
    void theQueueOfLateMessagesIsBounded() {
        network.inject(plan(FaultKind.DELAY, 1, 5 * MS, 0));
        for (int i = 0; i < FaultyNetwork.QUEUE_MESSAGES_MAX + 7; i++) {
            send(ANN, 1);
        }
        assertEquals(FaultyNetwork.QUEUE_MESSAGES_MAX, network.late.size());
        assertEquals(7, network.lostMessages());
    }

    @Test
    void activeFaultsTellHowLongTheyStillLast() {
        network.inject(Plans.isolate("f", 10_000 * MS));
        nowNs = 4_500 * MS;
        assertEquals(5_500 * MS, network.active().getFirst().remainingNs());
        assertTrue(network.heal("f"));
        assertFalse(network.heal("f"));
        assertEquals(List.of(), network.active());
    }

    @Test
    void aPlanOfTheSameIdBeginsAnew() {
        network.inject(Plans.isolate("f", 10 * MS));
        nowNs = 9 * MS;
        network.inject(Plans.isolate("f", 10 * MS));
        nowNs = 18 * MS;
        assertEquals(1, network.active().size());
    }
}
