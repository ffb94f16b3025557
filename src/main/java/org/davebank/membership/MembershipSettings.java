package org.davebank.membership;

import org.davebank.base.Invariant;

/**
 * Timing and limits of membership. Times are nanoseconds.
 *
 * @param probeIntervalNs interval between probes; stretched by local health
 * @param probeTimeoutNs timeout before indirect probes; stretched by local health
 * @param indirectProbes number of members asked for indirect probes
 * @param suspicionMultiplier minimum suspicion, in probe intervals times log10 of the members
 * @param suspicionMaxMultiplier maximum suspicion, as a multiple of the minimum
 * @param suspicionConfirmations number of further accusers that reduce a suspicion to the minimum
 * @param gossipIntervalNs interval between sending rumours, if there are any
 * @param gossipFanOut number of members that get rumours each time
 * @param gossipMultiplier a rumour is sent this often times log10 of the members
 * @param syncIntervalNs interval between exchanges of the whole state with a random member, a seed
 *     and a dead member
 * @param joinRetryNs first pause between attempts to join; doubles up to the sync interval
 * @param pauseNs a step this late means that this process was paused
 * @param deadRetentionNs how long dead and departed members are remembered
 * @param membersMax maximum number of remembered members
 * @param packetBytesMax maximum message size
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

    /** Enough for a message of any kind with a rumour of maximum length. */
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
