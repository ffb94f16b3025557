package org.davebank.simulator;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.settings.Formats;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.raft.RaftSettings;
import org.davebank.simulator.check.ScanWatch;
import org.davebank.storage.JournalSettings;

/**
 * Limits on what nodes keep in memory and in one piece: lower than real ones, and lowest in some
 * runs, so that a few thousand records reach limits that take a real node millions.
 *
 * @param hunger divisor for the pages and slots that a ledger keeps in memory
 * @param logMemoryBytesMax so low that followers, restarts and checkers read what has left memory
 * @param applyBytesMax so low that a replica often lags behind the commit index
 * @param appendBytesMax so low that a leader sends its entries one by one
 * @param graceNs so short that copies in progress, and uploads that an entry is about to refer to,
 *     count as abandoned
 * @param replicas so low that the waiting requests of a few clients become several entries
 */
record SimLimits(
        int hunger,
        int logMemoryBytesMax,
        int applyBytesMax,
        int segmentBytes,
        int appendBytesMax,
        long graceNs,
        ReplicaSettings replicas) {

    private static final List<Integer> HUNGER = List.of(1, 4, 16, 64);
    private static final List<Integer> LOG_KIB = List.of(2, 8, 8, 64);
    private static final List<Integer> APPLY_BYTES = List.of(200, 200, 2_000);

    /** The smallest holds the record of the largest entry in all but a few runs. */
    private static final List<Integer> SEGMENT_KIB = List.of(24, 64, 256);

    /** A single entry larger than this is sent alone. */
    private static final List<Integer> APPEND_BYTES = List.of(300, 256 << 10);

    /** In longer runs, feeding a lost replica one by one would exceed the time to settle. */
    private static final int ONE_BY_ONE_MINUTES_MAX = 5;

    private static final List<Integer> GRACE_MS = List.of(0, 5_000, 5_000);

    /** The smallest holds a fence of some hundred files; the largest fits in a segment. */
    private static final List<Integer> ENTRY_KIB = List.of(20, 20, 240);

    private static final List<Integer> ENTRIES_IN_FLIGHT = List.of(1, 1, 2, 8);
    private static final List<Integer> QUEUE_COMMANDS = List.of(8, 12, 65_536);
    private static final List<Integer> READS_WAITING = List.of(2, 16_384);

    private static final long MEMORY_BYTES_MAX = 256L << 20;
    static final long REBUILD_AFTER_NS = 8_000_000_000L;

    static SimLimits of(RandomSource random, int minutes) {
        int hunger = any(HUNGER, random);
        int logKib = any(LOG_KIB, random);
        int applyBytes = any(APPLY_BYTES, random);
        int segmentKib = any(SEGMENT_KIB, random);
        ReplicaSettings replicas =
                new ReplicaSettings(
                        any(ENTRY_KIB, random) << 10,
                        any(ENTRIES_IN_FLIGHT, random),
                        any(QUEUE_COMMANDS, random),
                        any(READS_WAITING, random));
        int appendBytes = any(APPEND_BYTES, random);
        boolean fits = replicas.entryBytesMax() < segmentKib << 10;
        return new SimLimits(
                hunger,
                logKib << 10,
                applyBytes,
                (fits ? segmentKib : SEGMENT_KIB.getLast()) << 10,
                minutes <= ONE_BY_ONE_MINUTES_MAX ? appendBytes : APPEND_BYTES.getLast(),
                any(GRACE_MS, random) * 1_000_000L,
                replicas);
    }

    private RaftSettings raft() {
        RaftSettings usual = RaftSettings.DEFAULT.with(logMemoryBytesMax, applyBytesMax);
        return new RaftSettings(
                usual.heartbeatNs(),
                usual.electionTimeoutMinNs(),
                usual.electionTimeoutMaxNs(),
                appendBytesMax,
                usual.inflightAppendsMax(),
                usual.uncommittedBytesMax(),
                usual.logMemoryBytesMax(),
                usual.applyBytesMax());
    }

    /** Small files in small pieces, and short timeouts, because a run lasts only minutes. */
    private FileSettings files() {
        return new FileSettings(1 << 20, 700, graceNs, 2_000_000_000L, 500_000_000L);
    }

    private static int any(List<Integer> from, RandomSource random) {
        return from.get(random.nextInt(from.size()));
    }

    /** How a machine's node is set up. */
    NodeSettings settings(Machine machine, Formats formats, List<Address> seeds) {
        return new NodeSettings(
                machine.name(),
                machine.isServer(),
                machine.address(),
                machine.isServer() ? 8080 : 0,
                null,
                seeds,
                raft(),
                new MembershipSettings(),
                new JournalSettings(segmentBytes),
                files(),
                replicas,
                ScanWatch.SETTINGS,
                REBUILD_AFTER_NS,
                MEMORY_BYTES_MAX,
                formats);
    }
}
