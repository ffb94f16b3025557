package org.davebank.raft;

/**
 * Where a log ends, as elections compare it (the paper, section 5.4.1).
 *
 * @param term of the last entry; 0 for an empty log
 * @param index of the last entry; 0 for an empty log
 */
public record LogPosition(long term, long index) {

    public static final LogPosition NONE = new LogPosition(0, 0);

    /** Whether a log that ends at the other position is at least as up to date. */
    public boolean isReachedBy(LogPosition other) {
        return other.term > term || (other.term == term && other.index >= index);
    }

    public LogPosition orLater(LogPosition other) {
        return isReachedBy(other) ? other : this;
    }
}
