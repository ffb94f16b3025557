package org.davebank.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.davebank.transport.packet.Priority;
import org.junit.jupiter.api.Test;

class UdpNetworkTest {

    private static final String HOST = "127.0.0.1";
    private static final long LONG_NS = 5_000_000_000L;

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    /** Runs turns of both ends until the condition holds or five seconds are over. */
    private static boolean run(UdpNetwork a, UdpNetwork b, BooleanSupplier done)
            throws IOException {
        long endNs = System.nanoTime() + LONG_NS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                return false;
            }
            for (UdpNetwork each : List.of(a, b)) {
                each.await(System.nanoTime() + 1_000_000);
                each.receive(64);
                each.endTurn();
            }
        }
        return true;
    }

    @Test
    void messagesOfAllSizesArriveWhole() throws IOException {
        try (UdpNetwork a = UdpNetwork.bind(HOST, 0, key(1));
                UdpNetwork b = UdpNetwork.bind(HOST, 0, key(1))) {
            List<Integer> sizes = new ArrayList<>();
            b.receiver((from, priority, message) -> {
                assertThat(from).isEqualTo(a.address());
                sizes.add(message.length);
            });
            for (int size : new int[] {1, 1_000, 60_000, 1_000_000}) {
                a.send(b.address(), Priority.LOG, new byte[size]);
            }
            assertThat(run(a, b, () -> sizes.size() == 4)).isTrue();
            assertThat(sizes).containsExactlyInAnyOrder(1, 1_000, 60_000, 1_000_000);
        }
    }

    @Test
    void anAnswerFindsTheWayBack() throws IOException {
        try (UdpNetwork a = UdpNetwork.bind(HOST, 0, key(1));
                UdpNetwork b = UdpNetwork.bind(HOST, 0, key(1))) {
            List<String> heard = new ArrayList<>();
            b.receiver((from, priority, message) -> b.send(from, Priority.CONTROL, message));
            a.receiver((from, priority, message) ->
                    heard.add(new String(message, StandardCharsets.UTF_8)));
            a.send(b.address(), Priority.CONTROL, "echo".getBytes(StandardCharsets.UTF_8));
            assertThat(run(a, b, () -> !heard.isEmpty())).isTrue();
            assertThat(heard).containsExactly("echo");
        }
    }

    @Test
    void anotherKeyIsHeardByNobody() throws IOException {
        try (UdpNetwork a = UdpNetwork.bind(HOST, 0, key(1));
                UdpNetwork b = UdpNetwork.bind(HOST, 0, key(2))) {
            b.receiver((from, priority, message) -> {
                throw new AssertionError("heard");
            });
            a.send(b.address(), Priority.LOG, new byte[10]);
            assertThat(run(a, b, () -> b.stats().keysRejected() > 0)).isTrue();
        }
    }

    @Test
    void aPortInUseIsNamedAndADefaultGivesWay() throws IOException {
        try (UdpNetwork first = UdpNetwork.bind(HOST, 0, key(1))) {
            int port = first.address().port();
            assertThatThrownBy(() -> UdpNetwork.bind(HOST, port, key(1)))
                    .isInstanceOf(PortInUse.class)
                    .hasMessageContaining(String.valueOf(port));
            try (UdpNetwork second = UdpNetwork.bindFrom(HOST, port, key(1))) {
                assertThat(second.address().port()).isGreaterThan(port);
            }
        }
    }

    @Test
    void aForeignAddressIsRefusedInWords() {
        assertThatThrownBy(() -> UdpNetwork.bind("192.0.2.1", 0, key(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("192.0.2.1");
    }

    @Test
    void waitingEndsWhenAnotherThreadCalls() throws Exception {
        try (UdpNetwork a = UdpNetwork.bind(HOST, 0, key(1))) {
            Thread caller = Thread.ofPlatform().start(a::wakeUp);
            long startNs = System.nanoTime();
            a.await(startNs + LONG_NS);
            assertThat(System.nanoTime() - startNs).isLessThan(LONG_NS);
            caller.join();
        }
    }
}
