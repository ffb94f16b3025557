package org.davebank.transport.loss;

import org.davebank.base.Invariant;
import org.davebank.transport.packet.PacketCodec;
import org.davebank.transport.packet.PacketWriter;

/**
 * Tracks the received packets of one session and when to acknowledge them (RFC 9000, section 13.2).
 * Keeps at most {@link #RANGES_MAX} ranges, newest first; packets of older ranges may be
 * retransmitted needlessly.
 */
public final class AckTracker {

    public static final int RANGES_MAX = 64;

    /** This many ack-eliciting packets are acknowledged without delay. */
    private static final int PACKETS_MAX = 4;

    /** Keeps the field short; longer delays are useless for the round trip. */
    private static final long HELD_NS_MAX = 10_000_000_000L;

    private static final long NEVER_NS = Long.MAX_VALUE;

    private final long delayNs;
    private final long[] low = new long[RANGES_MAX];
    private final long[] high = new long[RANGES_MAX];
    private int ranges;
    private long largestAtNs;
    private int waiting;
    private long dueNs = NEVER_NS;

    public AckTracker(long delayNs) {
        this.delayNs = delayNs;
    }

    /**
     * A fresh packet has arrived.
     *
     * @param eliciting whether it must be acknowledged
     */
    public void onPacket(long counter, boolean eliciting, long nowNs) {
        boolean inOrder = ranges == 0 || counter == high[0] + 1;
        if (ranges == 0 || counter > high[0]) {
            largestAtNs = nowNs;
        }
        insert(counter);
        if (!eliciting) {
            return;
        }
        waiting++;
        if (!inOrder || waiting >= PACKETS_MAX) {
            dueNs = nowNs;
        } else if (dueNs == NEVER_NS) {
            dueNs = nowNs + delayNs;
        }
    }

    private void insert(long counter) {
        if (ranges > 0 && counter == high[0] + 1) {
            high[0] = counter;
            return;
        }
        int i = 0;
        while (i < ranges && high[i] >= counter) {
            i++;
        }
        // Range i - 1 is above the counter or contains it, range i is below it.
        if (i > 0 && low[i - 1] <= counter) {
            return;
        }
        boolean joinsAbove = i > 0 && low[i - 1] == counter + 1;
        boolean joinsBelow = i < ranges && high[i] == counter - 1;
        if (joinsAbove && joinsBelow) {
            low[i - 1] = low[i];
            remove(i);
        } else if (joinsAbove) {
            low[i - 1] = counter;
        } else if (joinsBelow) {
            high[i] = counter;
        } else if (i < RANGES_MAX) {
            int moved = Math.min(ranges, RANGES_MAX - 1) - i;
            System.arraycopy(low, i, low, i + 1, moved);
            System.arraycopy(high, i, high, i + 1, moved);
            low[i] = counter;
            high[i] = counter;
            ranges = Math.min(ranges + 1, RANGES_MAX);
        }
    }

    private void remove(int i) {
        System.arraycopy(low, i + 1, low, i, ranges - i - 1);
        System.arraycopy(high, i + 1, high, i, ranges - i - 1);
        ranges--;
    }

    /** When an acknowledgement is due, or Long.MAX_VALUE if none is. */
    public long dueNs() {
        return dueNs;
    }

    public boolean isWanted() {
        return waiting > 0;
    }

    /** The largest counter received; only after a packet was received. */
    public long largest() {
        Invariant.check(ranges > 0, "a packet was seen");
        return high[0];
    }

    /** Writes a frame of at most {@code bytesMax} bytes, at least 40, with the newest ranges. */
    public void write(PacketWriter out, int bytesMax, long nowNs) {
        Invariant.check(ranges > 0, "a packet was seen");
        int end = out.size() + bytesMax;
        out.u8(PacketCodec.FRAME_ACK);
        out.varint(high[0]);
        out.varint(Math.clamp(nowNs - largestAtNs, 0, HELD_NS_MAX) / 1000);
        int fitting = 1;
        int bytes = out.size() + 2 + PacketWriter.varintBytes(high[0] - low[0]);
        while (fitting < ranges) {
            bytes += PacketWriter.varintBytes(gap(fitting));
            bytes += PacketWriter.varintBytes(high[fitting] - low[fitting]);
            if (bytes > end) {
                break;
            }
            fitting++;
        }
        out.varint(fitting - 1);
        out.varint(high[0] - low[0]);
        for (int i = 1; i < fitting; i++) {
            out.varint(gap(i));
            out.varint(high[i] - low[i]);
        }
        waiting = 0;
        dueNs = NEVER_NS;
    }

    private long gap(int i) {
        return low[i - 1] - high[i] - 2;
    }

    /** Forgets packets up to this counter, because the peer knows that they are acknowledged. */
    public void forgetUpTo(long counter) {
        while (ranges > 1 && high[ranges - 1] <= counter) {
            ranges--;
        }
    }
}
