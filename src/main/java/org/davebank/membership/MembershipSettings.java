package org.davebank.membership;

import org.davebank.base.Invariant;

/**
 * How fast membership works. Times are nanoseconds.
 *
 * @param probeIntervalNs one member is probed this often; stretched by local health
 * @param probeTimeoutNs when others are asked to probe as well; stretched by local health
 * @param indirectProbes how many others are asked
 * @param suspicionMultiplier shortest suspicion, in probe intervals times log10 of the members
 * @param suspicionMaxMultiplier longest suspicion, in shortest ones
 * @param suspicionConfirmations how many more accusers bring a suspicion down to the shortest
 * @param gossipIntervalNs how often rumours are sent while there are any
 * @param gossipFanOut to how many members
 * @param gossipMultiplier a rumour is sent this often times log10 of the members
 * @param syncIntervalNs how often the whole state is exchanged with a random member, a seed and a
 *     dead member
 * @param joinRetryNs first pause between attempts to join; doubles up to the sync interval
 * @param pauseNs a step this late means that this process itself stood still
 * @param deadRetentionNs how long the dead and departed are remembered
 * @param membersMax how many members are remembered
 * @param packetBytesMax longest message made
 */
public record MembershipSettings(
        long probeIntervalNs,
        long probeTimeoutNs,
        int indirectProbes,
        int suspicionMultiplier,
        int suspicionMaxMultiplier,
        int suspicionConfirmations,
        long gossipIntervalNs,
        int gossipFanOut,
        int gossipMultiplier,
        long syncIntervalNs,
        long joinRetryNs,
        long pauseNs,
        long deadRetentionNs,
        int membersMax,
        int packetBytesMax) {

    static final long MS = 1_000_000L;

    /** A message of any kind with the longest possible rumour fits into this. */
    static final int PACKET_BYTES_MIN = 1_000;

    public MembershipSettings {
        Invariant.check(probeTimeoutNs > 0, "probe timeout is positive");
        Invariant.check(
                probeIntervalNs > probeTimeoutNs,
                "a probe ends after its timeout",
                probeIntervalNs,
                probeTimeoutNs);
        Invariant.check(indirectProbes >= 0 && gossipFanOut > 0, "fan-outs");
        Invariant.check(suspicionMultiplier > 0 && suspicionMaxMultiplier > 0, "suspicion");
        Invariant.check(suspicionConfirmations >= 0 && gossipMultiplier > 0, "multipliers");
        Invariant.check(gossipIntervalNs > 0 && syncIntervalNs > 0, "intervals are positive");
        Invariant.check(joinRetryNs > 0 && pauseNs > 0, "pauses are positive");
        Invariant.check(deadRetentionNs >= 0 && membersMax >= 2, "retention and members");
        Invariant.check(
                packetBytesMax >= PACKET_BYTES_MIN,
                "any rumour fits a packet",
                packetBytesMax,
                PACKET_BYTES_MIN);
    }

    /**
     * For a local network: a dead process is suspected within about 0.7 s and dead within about 3 s.
     */
    public MembershipSettings() {
        this(
                200 * MS,
                100 * MS,
                3,
                5,
                3,
                3,
                100 * MS,
                3,
                4,
                5_000 * MS,
                200 * MS,
                500 * MS,
                600_000 * MS,
                1_000,
                1_100);
    }
}
