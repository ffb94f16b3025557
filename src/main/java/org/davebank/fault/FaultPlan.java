package org.davebank.fault;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.davebank.base.Address;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * One fault of a node's network or clock.
 *
 * @param id names the fault, 1 to {@link #ID_BYTES_MAX} bytes; a new plan of the same id replaces
 *     it
 * @param peers the peers whose messages it affects; empty means all. ISOLATE ignores them
 * @param probability 0 to 1, for the random kinds
 * @param delayNs 0 to {@link #DELAY_NS_MAX}
 * @param jitterNs maximum random extra delay, 0 to {@link #DELAY_NS_MAX}
 * @param jumpMs how far the wall clock jumps ahead, for a CLOCK; within {@link #JUMP_MS_MAX}
 * @param driftPpm how fast it gains from then on, in millionths; within
 *     {@link SkewedTime#WALL_DRIFT_PPM_MAX}
 * @param ttlNs time until the fault ends by itself, 1 to {@link #TTL_NS_MAX}
 */
public record FaultPlan(
        String id,
        FaultKind kind,
        List<Address> peers,
        Direction direction,
        double probability,
        long delayNs,
        long jitterNs,
        long ttlNs,
        long jumpMs,
        long driftPpm) {

    public static final int ID_BYTES_MAX = 64;
    public static final int PEERS_MAX = 256;
    public static final long DELAY_NS_MAX = 60_000_000_000L;
    public static final long TTL_NS_MAX = 3_600_000_000_000L;

    /** A hundred years. */
    public static final long JUMP_MS_MAX = 3_155_760_000_000L;

    private static final int HOST_BYTES_MAX = 255;

    /** A length, a host of one letter and a port take at least four bytes. */
    private static final int PEER_BYTES_MIN = 4;

    private static final long MS = 1_000_000L;
    private static final long PARTS = 1_000_000L;

    public FaultPlan {
        peers = List.copyOf(peers);
        if (id.isEmpty() || id.length() > ID_BYTES_MAX) {
            throw new IllegalArgumentException("a fault's id has 1 to 64 characters");
        }
        if (peers.size() > PEERS_MAX) {
            throw new IllegalArgumentException("too many peers: " + peers.size());
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability lies between 0 and 1");
        }
        if (delayNs < 0 || delayNs > DELAY_NS_MAX || jitterNs < 0 || jitterNs > DELAY_NS_MAX) {
            throw new IllegalArgumentException("a delay lies between 0 and 60 s");
        }
        if (Math.abs(jumpMs) > JUMP_MS_MAX || Math.abs(driftPpm) > SkewedTime.WALL_DRIFT_PPM_MAX) {
            throw new IllegalArgumentException("a clock jumps by at most a hundred years");
        }
        if (ttlNs < 1 || ttlNs > TTL_NS_MAX) {
            throw new IllegalArgumentException("a fault lasts for more than 0 s and at most 1 h");
        }
    }

    /** A fault that affects messages. */
    public FaultPlan(
            String id,
            FaultKind kind,
            List<Address> peers,
            Direction direction,
            double probability,
            long delayNs,
            long jitterNs,
            long ttlNs) {
        this(id, kind, peers, direction, probability, delayNs, jitterNs, ttlNs, 0, 0);
    }

    /** By how much the wall clock is ahead, so long after the fault began. */
    long aheadMs(long elapsedNs) {
        return jumpMs + elapsedNs / MS * driftPpm / PARTS;
    }

    boolean matches(Address peer, Direction way) {
        return kind != FaultKind.CLOCK
                && direction.covers(way)
                && (kind == FaultKind.ISOLATE || peers.isEmpty() || peers.contains(peer));
    }

    /** The plan in words, without its time to live. */
    public String text() {
        String what =
                switch (kind) {
                    case ISOLATE -> "isolated";
                    case PARTITION -> "cut off";
                    case LOSS -> percent() + " lost";
                    case DELAY -> "delayed by " + delayNs / MS + " to " + lateMsMax() + " ms";
                    case DUPLICATE -> percent() + " doubled";
                    case REORDER -> percent() + " held back";
                    case CLOCK -> "clock " + jumpMs + " ms ahead, drift " + driftPpm + " ppm";
                };
        String name = direction.name().toLowerCase(Locale.ROOT);
        String way = direction == Direction.BOTH ? "" : " (" + name + ")";
        String whom = peers.isEmpty() || kind == FaultKind.ISOLATE ? "" : " with " + peers;
        return what + way + whom;
    }

    private String percent() {
        BigDecimal percent = BigDecimal.valueOf(probability).movePointRight(2);
        return percent.setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString()
                + " %";
    }

    private long lateMsMax() {
        return (delayNs + jitterNs) / MS;
    }

    public void write(WireWriter out) {
        out.text(id).u8(kind.ordinal()).varint(peers.size());
        for (Address peer : peers) {
            out.text(peer.host()).u16(peer.port());
        }
        out.u8(direction.ordinal()).i64(Double.doubleToLongBits(probability));
        out.varint(delayNs).varint(jitterNs).varint(ttlNs).zigzag(jumpMs).zigzag(driftPpm);
    }

    /**
     * Total: bytes that are not a plan give a WireException. Leaves trailing bytes to the caller.
     */
    public static FaultPlan read(WireReader in) throws WireException {
        String id = in.text(ID_BYTES_MAX);
        FaultKind kind = FaultKind.values()[ordinal(in, FaultKind.values().length)];
        int count = in.listSize(PEER_BYTES_MIN);
        if (count > PEERS_MAX) {
            throw new WireException("too many peers: " + count);
        }
        try {
            List<Address> peers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                peers.add(new Address(in.text(HOST_BYTES_MAX), in.u16()));
            }
            Direction direction = Direction.values()[ordinal(in, Direction.values().length)];
            double probability = Double.longBitsToDouble(in.i64());
            return new FaultPlan(
                    id,
                    kind,
                    peers,
                    direction,
                    probability,
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.zigzag(),
                    in.zigzag());
        } catch (IllegalArgumentException e) {
            throw new WireException("no fault plan: " + e.getMessage());
        }
    }

    private static int ordinal(WireReader in, int count) throws WireException {
        int ordinal = in.u8();
        if (ordinal >= count) {
            throw new WireException("unknown choice " + ordinal);
        }
        return ordinal;
    }
}
