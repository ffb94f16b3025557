package org.davebank.transport.loss;

import org.davebank.base.Invariant;
import org.davebank.transport.packet.Priority;

/**
 * Limits the bytes in flight to one peer: NewReno as in RFC 9002, section 7, with a credit per
 * class, so that a class never uses what a more urgent one needs.
 *
 * <ul>
 *   <li>CONTROL and HEARTBEAT ignore the window; they have a small separate reserve (RFC 8085,
 *       section 3.1.3 allows it for low-rate traffic).
 *   <li>LOG may fill the window.
 *   <li>FILE may fill three quarters of it, and less when packets queue on the path, so that it
 *       yields before heartbeats are delayed (the idea of RFC 6817). One FILE datagram may always
 *       be in flight, so that it is slow under load but never stops.
 * </ul>
 */
public final class CongestionWindow {

    /** FILE backs off when packets spend longer than this in queues per round trip. */
    static final long FILE_QUEUEING_NS_MAX = 10_000_000L;

    private static final int RESERVE_DATAGRAMS = 8;

    private final int datagramBytes;
    private final int bytesMin;
    private final int bytesMax;
    private final int[] inFlightByClass = new int[Priority.COUNT];
    private int inFlight;
    private long window;
    private long fileWindow;
    private long threshold = Long.MAX_VALUE;
    private long recoveryStartNs;
    private long fileRecoveryStartNs;
    private boolean used;

    public CongestionWindow(int datagramBytes, int bytesMin, int bytesMax, long nowNs) {
        this.datagramBytes = datagramBytes;
        this.bytesMin = bytesMin;
        this.bytesMax = bytesMax;
        // Section 7.2: an initial window of ten datagrams.
        this.window = Math.clamp(10L * datagramBytes, bytesMin, bytesMax);
        this.fileWindow = window;
        this.recoveryStartNs = nowNs - 1;
        this.fileRecoveryStartNs = nowNs - 1;
    }

    /** Whether another packet of that class may be sent; it may exceed the credit. */
    public boolean allows(Priority priority) {
        int own = inFlightByClass[priority.ordinal()];
        return switch (priority) {
            case CONTROL, HEARTBEAT -> own < RESERVE_DATAGRAMS * datagramBytes;
            case LOG -> inFlight < window;
            case FILE ->
                    own == 0 || (own < Math.min(fileWindow, window * 3 / 4) && inFlight < window);
        };
    }

    public void onSent(Priority priority, int bytes) {
        inFlightByClass[priority.ordinal()] += bytes;
        inFlight += bytes;
    }

    /** A packet is no longer in flight: acknowledged, lost or given up. */
    public void onGone(Priority priority, int bytes) {
        inFlightByClass[priority.ordinal()] -= bytes;
        inFlight -= bytes;
        Invariant.check(inFlight >= 0, "what is gone was on its way");
    }

    /** Call it before the packets of one acknowledgement: an unused window does not grow. */
    public void beginAck() {
        used = inFlight * 2L >= window;
    }

    /** Grows on an acknowledged packet; {@link #onGone} removes it from the bytes in flight. */
    public void onAcked(int bytes, long sentNs, long queueingNs, long nowNs) {
        growFileWindow(bytes, sentNs, queueingNs, nowNs);
        if (sentNs - recoveryStartNs <= 0 || !used) {
            return;
        }
        long grown =
                window < threshold ? bytes : Math.max(1, (long) datagramBytes * bytes / window);
        window = Math.min(bytesMax, window + grown);
    }

    private void growFileWindow(int bytes, long sentNs, long queueingNs, long nowNs) {
        if (queueingNs <= FILE_QUEUEING_NS_MAX) {
            fileWindow = Math.min(window, fileWindow + bytes);
        } else if (sentNs - fileRecoveryStartNs > 0) {
            fileRecoveryStartNs = nowNs;
            fileWindow = Math.max(2L * datagramBytes, fileWindow * 3 / 4);
        }
    }

    /** A packet sent at {@code sentNs} was lost: halves once per round trip (section 7.3.2). */
    public void onLost(long sentNs, long nowNs) {
        if (sentNs - recoveryStartNs <= 0) {
            return;
        }
        recoveryStartNs = nowNs;
        window = Math.max(bytesMin, window / 2);
        threshold = window;
    }

    /** Resets to the minimum after several probe timeouts without an answer (section 7.6). */
    public void collapse() {
        window = bytesMin;
    }

    public long window() {
        return window;
    }

    public int inFlight() {
        return inFlight;
    }
}
