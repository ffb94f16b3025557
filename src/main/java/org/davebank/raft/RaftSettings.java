package org.davebank.raft;

/**
 * The figures of one group; every member of it uses the same.
 *
 * @param heartbeatNs a leader is silent for no longer than twice this, in nanoseconds
 * @param electionTimeoutMinNs a follower waits at least this long for its leader, and refuses to
 *     help another candidate meanwhile
 * @param electionTimeoutMaxNs the upper end of the random wait; a leader that has not heard from a
 *     quorum for so long steps down
 * @param appendBytesMax entries of one message take no more than this, unless it is a single one
 * @param inflightAppendsMax unanswered messages with entries to one follower
 * @param uncommittedBytesMax proposals are refused while the uncommitted log holds more than this
 * @param logMemoryBytesMax committed entries beyond this leave memory, oldest first
 * @param applyBytesMax a turn applies committed entries of about this size, and at least one: a long
 *     history is no reason to be silent
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

    /** So many full messages may be unanswered; of small ones more. */
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
     * Unanswered entries to one follower take no more than this and one message: they may have to be
     * read into memory for it.
     */
    int inflightBytesMax() {
        return INFLIGHT_APPENDS_BYTES * appendBytesMax;
    }

    /** The same but for what the log may take in memory and what a turn applies. */
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
