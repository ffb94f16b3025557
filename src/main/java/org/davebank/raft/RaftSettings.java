package org.davebank.raft;

/**
 * The settings of a group, the same for all its members.
 *
 * @param heartbeatNs heartbeat interval; a leader is never silent for more than twice this
 * @param electionTimeoutMinNs a follower waits at least this long for its leader, and refuses votes
 *     to other candidates meanwhile
 * @param electionTimeoutMaxNs the upper end of the random wait; a leader without contact to a
 *     quorum for this long steps down
 * @param appendBytesMax maximum size of the entries of one message, unless it is a single entry
 * @param inflightAppendsMax maximum number of unanswered messages with entries per follower
 * @param uncommittedBytesMax proposals are refused while the uncommitted entries exceed this
 * @param logMemoryBytesMax committed entries beyond this leave memory, oldest first
 * @param applyBytesMax a turn applies committed entries of about this size, and at least one, so
 *     that a long history does not block the loop
 */
public record RaftSettings(
        long heartbeatNs,
        long electionTimeoutMinNs,
        long electionTimeoutMaxNs,
        int appendBytesMax,
        int inflightAppendsMax,
        int uncommittedBytesMax,
        int logMemoryBytesMax,
        int applyBytesMax) {

    public static final int UNCOMMITTED_BYTES_MAX_DEFAULT = 16 << 20;
    public static final int LOG_MEMORY_BYTES_MAX_DEFAULT = 256 << 10;
    public static final int APPLY_BYTES_MAX_DEFAULT = 64 << 10;

    /** Number of full messages that may be unanswered; more if they are small. */
    private static final int INFLIGHT_APPENDS_BYTES = 8;

    /**
     * 100 ms heartbeats, 500 to 1000 ms election timeout, 256 KiB appends, 64 of them in flight.
     */
    public static final RaftSettings DEFAULT =
            new RaftSettings(100_000_000L, 500_000_000L, 1_000_000_000L, 256 << 10, 64);

    public RaftSettings {
        if (heartbeatNs < 2 || heartbeatNs > electionTimeoutMinNs / 3) {
            throw new IllegalArgumentException("a heartbeat is at most a third of the timeout");
        }
        if (electionTimeoutMaxNs < electionTimeoutMinNs) {
            throw new IllegalArgumentException("the election timeout's range is empty");
        }
        if (appendBytesMax < 1
                || inflightAppendsMax < 1
                || uncommittedBytesMax < 1
                || logMemoryBytesMax < 1
                || applyBytesMax < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }

    public RaftSettings(
            long heartbeatNs,
            long electionTimeoutMinNs,
            long electionTimeoutMaxNs,
            int appendBytesMax,
            int inflightAppendsMax) {
        this(
                heartbeatNs,
                electionTimeoutMinNs,
                electionTimeoutMaxNs,
                appendBytesMax,
                inflightAppendsMax,
                UNCOMMITTED_BYTES_MAX_DEFAULT,
                LOG_MEMORY_BYTES_MAX_DEFAULT,
                APPLY_BYTES_MAX_DEFAULT);
    }

    /**
     * Limit of unanswered bytes per follower, which one message may exceed; they may have to be
     * read into memory.
     */
    int inflightBytesMax() {
        return INFLIGHT_APPENDS_BYTES * appendBytesMax;
    }

    /** A copy with other limits for the log's memory and for the entries applied per turn. */
    public RaftSettings with(int otherLogMemoryBytesMax, int otherApplyBytesMax) {
        return new RaftSettings(
                heartbeatNs,
                electionTimeoutMinNs,
                electionTimeoutMaxNs,
                appendBytesMax,
                inflightAppendsMax,
                uncommittedBytesMax,
                otherLogMemoryBytesMax,
                otherApplyBytesMax);
    }
}
