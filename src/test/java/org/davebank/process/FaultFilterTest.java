package org.davebank.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.fault.Direction;
import org.davebank.fault.FaultKind;
import org.davebank.fault.FaultPlan;
import org.davebank.io.SystemTime;
import org.davebank.io.UdpNetwork;
import org.davebank.transport.packet.Priority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults on the sealed datagrams of real sockets: what the protocol makes of them. */
class FaultFilterTest {

    private static final long MS = 1_000_000L;
    private static final long PATIENCE_NS = 20_000 * MS;

    private record Heard(Priority priority, int number, int length) {}

    private final List<Heard> heard = new ArrayList<>();
    private UdpNetwork a;
    private UdpNetwork b;
    private FaultFilter faults;

    @BeforeEach
    void bind() throws IOException {
        a = UdpNetwork.bind("127.0.0.1", 0, new byte[32]);
        b = UdpNetwork.bind("127.0.0.1", 0, new byte[32]);
        a.filter(
                (socket, protocol, time, random) ->
                        faults = new FaultFilter(socket, protocol, time, random),
                new SystemTime(),
                new RandomSource(11));
        b.receiver((from, priority, message) ->
                heard.add(new Heard(priority, message[0], message.length)));
    }

    @AfterEach
    void close() throws IOException {
        a.close();
        b.close();
    }

    private void inject(FaultKind kind, double probability, long delayNs) {
        faults.inject(
                new FaultPlan(
                        "f",
                        kind,
                        List.of(),
                        Direction.BOTH,
                        probability,
                        delayNs,
                        0,
                        FaultPlan.TTL_NS_MAX));
    }

    private void send(Priority priority, int number, int length) {
        byte[] message = new byte[length];
        message[0] = (byte) number;
        a.send(b.address(), priority, message);
    }

    private boolean run(BooleanSupplier done) throws IOException {
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                return false;
            }
            for (UdpNetwork each : List.of(a, b)) {
                each.await(Math.min(each.nextDeadlineNs(), System.nanoTime() + MS));
                each.receive(64);
                each.endTurn();
            }
        }
        return true;
    }

    private long count(Priority priority) {
        return heard.stream().filter(each -> each.priority() == priority).count();
    }

    @Test
    void lostDatagramsAreSentAgainSoThatMessagesArriveWhole() throws IOException {
        inject(FaultKind.LOSS, 0.2, 0);
        for (int i = 0; i < 50; i++) {
            send(Priority.LOG, i, 1_000);
        }
        send(Priority.FILE, 99, 3_000_000);
        assertThat(run(() -> heard.size() == 51)).as("heard " + heard).isTrue();
        assertThat(heard).contains(new Heard(Priority.FILE, 99, 3_000_000)).doesNotHaveDuplicates();
        assertThat(a.stats().traffic().repeatedChunks()).isPositive();
        assertThat(faults.lostPackets()).isPositive();
    }

    @Test
    void doubledAndOvertakenDatagramsAreDeliveredOnce() throws IOException {
        inject(FaultKind.DUPLICATE, 1, 0);
        faults.inject(
                new FaultPlan(
                        "g",
                        FaultKind.REORDER,
                        List.of(b.address()),
                        Direction.OUT,
                        0.5,
                        5 * MS,
                        5 * MS,
                        FaultPlan.TTL_NS_MAX));
        for (int i = 0; i < 100; i++) {
            send(Priority.LOG, i, 1_000);
        }
        send(Priority.HEARTBEAT, 100, 50);
        send(Priority.FILE, 101, 1_000_000);
        assertThat(run(() -> heard.size() >= 102)).as("heard " + heard).isTrue();
        assertThat(heard).hasSize(102).doesNotHaveDuplicates();
    }

    @Test
    void delayedDatagramsArriveNotBeforeTheirTime() throws IOException {
        send(Priority.LOG, 1, 10);
        assertThat(run(() -> heard.size() == 1)).isTrue();
        inject(FaultKind.DELAY, 1, 80 * MS);
        long sentNs = System.nanoTime();
        send(Priority.HEARTBEAT, 2, 10);
        assertThat(run(() -> heard.size() == 2)).isTrue();
        assertThat(System.nanoTime() - sentNs).isGreaterThanOrEqualTo(80 * MS);
    }

    @Test
    void anIsolatedNodeHearsAndIsHeardByControlAloneUntilItIsHealed() throws IOException {
        List<Integer> back = new ArrayList<>();
        a.receiver((from, priority, message) -> back.add((int) message[0]));
        inject(FaultKind.ISOLATE, 1, 0);
        send(Priority.LOG, 1, 1_000);
        send(Priority.HEARTBEAT, 2, 50);
        send(Priority.CONTROL, 3, 500_000);
        assertThat(run(() -> count(Priority.CONTROL) == 1)).isTrue();
        Address from = a.address();
        b.send(from, Priority.HEARTBEAT, new byte[] {4});
        b.send(from, Priority.CONTROL, new byte[] {5});
        assertThat(run(() -> back.contains(5))).isTrue();
        assertThat(back).containsExactly(5);
        assertThat(heard).extracting(Heard::number).containsExactly(3);

        Objects.requireNonNull(faults).heal("f");
        assertThat(run(() -> count(Priority.LOG) == 1)).as("what waited").isTrue();
    }
}
