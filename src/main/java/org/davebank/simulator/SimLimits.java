package org.davebank.simulator;

import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.FileSettings;
import org.davebank.node.NodeSettings;
import org.davebank.node.ReplicaSettings;
import org.davebank.raft.RaftSettings;
import org.davebank.storage.JournalSettings;

/**
 * How much nodes keep in memory and in one piece: less than real ones, and least in some runs, so
 * that a few thousand records meet what takes a real node millions.
 *
 * @param hunger of so many pages and slots that a ledger keeps in memory it keeps one
 * @param logMemoryBytesMax so little that followers, restarts and checkers meet what has left memory
 * @param applyBytesMax so little that a replica is often behind with applying what is committed
 * @param replicas so little that what a few clients ask while a leader waits becomes several entries
 */
record SimLimits(
        int hunger,
        int logMemoryBytesMax,
        int applyBytesMax,
        int segmentBytes,
        ReplicaSettings replicas) {

    private static final List<Integer> HUNGER = List.of(1, 4, 16, 64);
    private static final List<Integer> LOG_KIB = List.of(2, 8, 8, 64);
    private static final List<Integer> APPLY_BYTES = List.of(200, 200, 2_000);
    private static final List<Integer> SEGMENT_KIB = List.of(64, 256, 256);

    /** A fence that names some hundred files fits in the least. */
    private static final List<Integer> ENTRY_KIB = List.of(20, 20, 768);

    private static final List<Integer> ENTRIES_IN_FLIGHT = List.of(1, 1, 2, 8);
    private static final List<Integer> QUEUE_COMMANDS = List.of(24, 64, 65_536);
    private static final List<Integer> READS_WAITING = List.of(8, 16_384);

    private static final long MEMORY_BYTES_MAX = 256L << 20;
    static final long REBUILD_AFTER_NS = 8_000_000_000L;

    /** Small files in small pieces, and little patience: a run has but minutes. */
    private static final FileSettings FILES =
            new FileSettings(1 << 20, 700, 5_000_000_000L, 2_000_000_000L, 500_000_000L);

    static SimLimits of(RandomSource random) {
        return new SimLimits(
                any(HUNGER, random),
                any(LOG_KIB, random) << 10,
                any(APPLY_BYTES, random),
                any(SEGMENT_KIB, random) << 10,
                new ReplicaSettings(
                        any(ENTRY_KIB, random) << 10,
                        any(ENTRIES_IN_FLIGHT, random),
                        any(QUEUE_COMMANDS, random),
                        any(READS_WAITING, random)));
    }

    private static int any(List<Integer> from, RandomSource random) {
        return from.get(random.nextInt(from.size()));
    }

    /** How a machine's node is set up. */
    NodeSettings settings(Machine machine, List<Address> seeds) {
        return new NodeSettings(
                machine.name(),
                machine.isServer(),
                machine.address(),
                machine.isServer() ? 8080 : 0,
                null,
                seeds,
                RaftSettings.DEFAULT.with(logMemoryBytesMax, applyBytesMax),
                new MembershipSettings(),
                new JournalSettings(segmentBytes),
                FILES,
                replicas,
                ScanWatch.SETTINGS,
                REBUILD_AFTER_NS,
                MEMORY_BYTES_MAX);
    }
}
