package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.davebank.base.MemberId;
import org.davebank.ledger.LedgerLimits;
import org.davebank.node.port.Time;
import org.davebank.node.wire.ClockReading;
import org.jspecify.annotations.Nullable;

/**
 * Compares this node's wall clock with those of other members.
 *
 * <p>A peer's packet echoes the send time of the newest packet that it received from this node. The
 * wall clock in it was therefore read between then and now, and is known to within half of that
 * time. A sample holds how far the peer's wall clock is ahead of this node's <em>monotonic</em>
 * clock, which does not jump: a jump of this node's wall clock shows at the next check, not only
 * after the next packet.
 *
 * <p>Not thread-safe.
 */
public final class Clocks {

    /** Two wall clocks agree when they are certainly no further apart than this. */
    public static final long SKEW_MS_MAX = 2_000;

    /**
     * Leadership is transferred only to a member whose clock is this close to those of a quorum.
     * The margin to the limit prevents the new leader from exceeding it and transferring again.
     */
    static final long SUCCESSOR_SKEW_MS_MAX = SKEW_MS_MAX / 2;

    /** A longer round trip is too inaccurate. */
    static final long ROUND_TRIP_MS_MAX = 1_000;

    /** Older samples are useless, because oscillators drift and clocks are set. */
    static final long FRESH_MS = 10_000;

    private static final long NS_PER_MS = 1_000_000L;

    /**
     * A wall clock compared with this node's monotonic clock.
     *
     * @param aheadMs how far the wall clock is ahead
     * @param errorMs maximum error of {@code aheadMs}
     * @param atMs time of the comparison on the monotonic clock
     */
    private record Sample(long aheadMs, long errorMs, long atMs) {

        boolean agrees(Sample other, long limitMs) {
            return Math.abs(aheadMs - other.aheadMs) + errorMs + other.errorMs <= limitMs;
        }
    }

    private final MemberId self;
    private final Time time;
    private final long startNs;
    private final long originMs;
    private final Map<MemberId, Sample> samples = new TreeMap<>();
    private final Map<MemberId, Long> heard = new TreeMap<>();

    /** @param life differs between lives, so that echoes from an earlier life are detected */
    public Clocks(MemberId self, Time time, long life) {
        this.self = self;
        this.time = time;
        this.startNs = time.nowNs();
        this.originMs = (life >>> 24) + 1;
    }

    private long monotonicMs() {
        return originMs + (time.nowNs() - startNs) / NS_PER_MS;
    }

    /** The wall clock, limited to the range of stamps; a clock outside of it is wrong anyway. */
    long wallMs() {
        return Math.clamp(time.wallMs(), 0, LedgerLimits.STAMP_MS_MAX);
    }

    /** The reading for a packet that is sent now. */
    ClockReading reading(MemberId to) {
        return new ClockReading(wallMs(), monotonicMs(), heard.getOrDefault(to, 0L));
    }

    /** Takes the reading of a packet that has just arrived. */
    public void observe(MemberId from, ClockReading reading) {
        heard.put(from, reading.sentMs());
        long nowMs = monotonicMs();
        long roundTripMs = nowMs - reading.echoMs();
        boolean echoes = reading.echoMs() >= originMs && roundTripMs >= 0;
        if (echoes && roundTripMs <= ROUND_TRIP_MS_MAX) {
            // Read at some time in between; the clocks count whole milliseconds.
            long errorMs = roundTripMs / 2 + 1;
            long middleMs = nowMs - roundTripMs / 2;
            samples.put(from, new Sample(reading.wallMs() - middleMs, errorMs, nowMs));
        }
    }

    private Sample own(long nowMs) {
        return new Sample(wallMs() - nowMs, 0, nowMs);
    }

    /** The valid samples of these members' clocks, including this node's if it is listed. */
    private Map<MemberId, Sample> known(List<MemberId> members, long nowMs) {
        Map<MemberId, Sample> known = new TreeMap<>();
        for (MemberId member : members) {
            Sample sample = member.equals(self) ? own(nowMs) : samples.get(member);
            if (sample != null && nowMs - sample.atMs <= FRESH_MS) {
                known.put(member, sample);
            }
        }
        return known;
    }

    /**
     * This node's wall clock, if it agrees with those of a quorum of the voters. A sole voter is
     * trusted without comparison.
     */
    OptionalLong agreedMs(List<MemberId> voters) {
        long nowMs = monotonicMs();
        long wallMs = wallMs();
        Sample own = new Sample(wallMs - nowMs, 0, nowMs);
        int agree = 0;
        for (MemberId voter : voters) {
            Sample sample = voter.equals(self) ? own : samples.get(voter);
            if (sample != null
                    && nowMs - sample.atMs <= FRESH_MS
                    && sample.agrees(own, SKEW_MS_MAX)) {
                agree++;
            }
        }
        return agree > voters.size() / 2 ? OptionalLong.of(wallMs) : OptionalLong.empty();
    }

    /** Whether a quorum of the voters' clocks has valid samples, regardless of the result. */
    boolean areCompared(List<MemberId> voters) {
        return known(voters, monotonicMs()).size() > voters.size() / 2;
    }

    /** The first of the candidates whose clock agrees well with those of a quorum, or null. */
    @Nullable MemberId successor(List<MemberId> voters, List<MemberId> candidates) {
        Map<MemberId, Sample> known = known(voters, monotonicMs());
        for (MemberId candidate : candidates) {
            Sample sample = known.get(candidate);
            int agree = 0;
            for (var each : known.entrySet()) {
                boolean itself = each.getKey().equals(candidate);
                boolean agrees =
                        sample != null && each.getValue().agrees(sample, SUCCESSOR_SKEW_MS_MAX);
                agree += itself || agrees ? 1 : 0;
            }
            if (agree > voters.size() / 2) {
                return candidate;
            }
        }
        return null;
    }

    /** How far each of these clocks, as far as known, is ahead of their median. */
    Map<MemberId, Long> skewsMs(List<MemberId> voters) {
        Map<MemberId, Sample> known = known(voters, monotonicMs());
        Map<MemberId, Long> skews = new TreeMap<>();
        if (known.isEmpty()) {
            return skews;
        }
        long[] ahead = known.values().stream().mapToLong(Sample::aheadMs).sorted().toArray();
        int middle = ahead.length / 2;
        boolean even = ahead.length % 2 == 0;
        long median = even ? (ahead[middle - 1] + ahead[middle]) / 2 : ahead[middle];
        known.forEach((member, sample) -> skews.put(member, sample.aheadMs - median));
        return skews;
    }

    /** The members whose skew exceeds the limit. */
    static List<MemberId> skewed(Map<MemberId, Long> skewsMs) {
        List<MemberId> skewed = new ArrayList<>();
        skewsMs.forEach((member, skewMs) -> {
            if (Math.abs(skewMs) > SKEW_MS_MAX) {
                skewed.add(member);
            }
        });
        return skewed;
    }

    /** Formats a skew with its two largest units: "24 years 11 days ahead". */
    static String text(long skewMs) {
        long left = Math.abs(skewMs);
        StringBuilder text = new StringBuilder();
        String[] units = {"year", "day", "hour", "minute"};
        long[] sizes = {31_557_600_000L, 86_400_000L, 3_600_000L, 60_000L};
        for (int i = 0; i < units.length; i++) {
            if (left >= sizes[i]) {
                long unit = sizes[Math.min(i + 1, units.length - 1)];
                left = (left + unit / 2) / unit * unit;
                break;
            }
        }
        int used = 0;
        for (int i = 0; i < units.length && used < 2; i++) {
            long count = left / sizes[i];
            left %= sizes[i];
            if (count > 0) {
                used++;
                text.append(count).append(' ').append(units[i]).append(count == 1 ? " " : "s ");
            }
        }
        if (used == 0) {
            long tenths = (left + 50) / 100;
            text.append(tenths / 10).append('.').append(tenths % 10).append(" seconds ");
        }
        return text.append(skewMs < 0 ? "behind" : "ahead").toString();
    }
}
