package org.davebank.transport.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.transport.packet.Priority;
import org.junit.jupiter.api.Test;

class CongestionWindowTest {

    private static final int DATAGRAM = 1_000;
    private static final long MS = 1_000_000;

    private final CongestionWindow window =
            new CongestionWindow(DATAGRAM, 2 * DATAGRAM, 100 * DATAGRAM, 0);

    private int fill(Priority priority) {
        int sent = 0;
        while (window.allows(priority)) {
            window.onSent(priority, DATAGRAM);
            sent++;
        }
        return sent;
    }

    private void ackAll(Priority priority, int packets, long sentNs, long queueingNs, long nowNs) {
        window.beginAck();
        for (int i = 0; i < packets; i++) {
            window.onAcked(DATAGRAM, sentNs, queueingNs, nowNs);
            window.onGone(priority, DATAGRAM);
        }
    }

    @Test
    void doublesEachRoundTripUntilALossThenHalvesOnceAndGrowsByOneDatagram() {
        assertThat(fill(Priority.LOG)).isEqualTo(10);
        ackAll(Priority.LOG, 10, MS, 0, 2 * MS);
        assertThat(fill(Priority.LOG)).isEqualTo(20);
        window.onLost(3 * MS, 4 * MS);
        window.onLost(3 * MS + 1, 4 * MS);
        assertThat(window.window()).isEqualTo(10 * DATAGRAM);
        ackAll(Priority.LOG, 20, 3 * MS, 0, 5 * MS);
        assertThat(window.window()).as("packets from before the loss").isEqualTo(10 * DATAGRAM);
        assertThat(fill(Priority.LOG)).isEqualTo(10);
        ackAll(Priority.LOG, 10, 6 * MS, 0, 7 * MS);
        assertThat(window.window()).isBetween(10_900L, 11_000L);
        window.onLost(8 * MS, 9 * MS);
        assertThat(window.window()).isBetween(5_450L, 5_500L);
        window.collapse();
        assertThat(window.window()).isEqualTo(2 * DATAGRAM);
    }

    @Test
    void anUnusedWindowDoesNotGrow() {
        window.onSent(Priority.LOG, DATAGRAM);
        ackAll(Priority.LOG, 1, MS, 0, 2 * MS);
        assertThat(window.window()).isEqualTo(10 * DATAGRAM);
    }

    @Test
    void filesLeaveRoomForLogAndLogLeavesRoomForHeartbeats() {
        assertThat(fill(Priority.FILE)).isBetween(7, 8);
        assertThat(fill(Priority.LOG)).isBetween(2, 3);
        assertThat(fill(Priority.HEARTBEAT)).isEqualTo(8);
        assertThat(fill(Priority.CONTROL)).isEqualTo(8);
    }

    @Test
    void oneDatagramOfAFileMayAlwaysBeUnderWay() {
        fill(Priority.LOG);
        assertThat(fill(Priority.FILE)).isEqualTo(1);
    }

    @Test
    void filesGiveWayWhenPacketsWaitInQueuesAndLogDoesNot() {
        long nowNs = MS;
        for (int round = 0; round < 20; round++) {
            int files = fill(Priority.FILE);
            long sentNs = nowNs;
            nowNs += 50 * MS;
            ackAll(Priority.FILE, files, sentNs, 40 * MS, nowNs);
        }
        assertThat(fill(Priority.FILE)).isEqualTo(2);
        assertThat(window.window()).isGreaterThanOrEqualTo(10 * DATAGRAM);
    }
}
