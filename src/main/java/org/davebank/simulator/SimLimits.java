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
 * How much nodes keep in memory and in one piece: less than real ones, and least in some runs, so
 * that a few thousand records meet what takes a real node millions.
 *
 * @param hunger of so many pages and slots that a ledger keeps in memory it keeps one
 * @param logMemoryBytesMax so little that followers, restarts and checkers meet what has left memory
 * @param applyBytesMax so little that a replica is often behind with applying what is committed
 * @param appendBytesMax so little that the entries of a leader reach a follower one by one
 * @param graceNs so short that a copy which is being made, and an upload to which an entry is about
 *     to refer, count as forgotten
 * @param replicas so little that what a few clients ask while a leader waits becomes several entries
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

    /** The least holds the record of the largest entry of all but a few runs. */
    private static final List<Integer> SEGMENT_KIB = List.of(24, 64, 256);

    /** An entry of its own is as large as it needs to be, and goes alone then. */
    private static final List<Integer> APPEND_BYTES = List.of(300, 256 << 10);

    /** In longer runs a lost replica could not be fed one by one within the time to settle. */
    private static final int ONE_BY_ONE_MINUTES_MAX = 5;

    private static final List<Integer> GRACE_MS = List.of(0, 5_000, 5_000);

    /** A fence that names some hundred files fits in the least; the largest fits in a segment. */
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

    /** Small files in small pieces, and little patience: a run has but minutes. */
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
