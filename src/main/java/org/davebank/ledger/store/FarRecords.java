package org.davebank.ledger.store;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The {@link #RECORDS_MAX} postings whose effective time is furthest after their commit. The
 * distance of all others bounds a walk back in time, so that it can stop early. A function of the
 * records; not part of any hash. Not thread-safe.
 */
public final class FarRecords {

    public static final int RECORDS_MAX = 1_024;

    private static final int RECORD_BYTES = 96;

    /** @param toAccount the credited account of a transfer, else -1 */
    private record Far(long aheadMs, long sequence, int account, int toAccount)
            implements Comparable<Far> {

        @Override
        public int compareTo(Far other) {
            int order = Long.compare(aheadMs, other.aheadMs);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    private final TreeSet<Far> far = new TreeSet<>();
    private long aheadMaxMs;

    /** Notes a posting that is effective {@code aheadMs} after its commit, more than 0. */
    public void note(long aheadMs, long sequence, int account, int toAccount) {
        if (far.size() == RECORDS_MAX && aheadMs <= far.first().aheadMs()) {
            aheadMaxMs = Math.max(aheadMaxMs, aheadMs);
            return;
        }
        far.add(new Far(aheadMs, sequence, account, toAccount));
        if (far.size() > RECORDS_MAX) {
            aheadMaxMs = Math.max(aheadMaxMs, far.pollFirst().aheadMs());
        }
    }

    /** The greatest distance among all postings that {@link #of} does not return. */
    public long aheadMaxMs() {
        return aheadMaxMs;
    }

    /** Sequences of the account's postings that are kept here. */
    public List<Long> of(int account) {
        List<Long> sequences = new ArrayList<>();
        for (Far each : far) {
            if (each.account() == account || each.toAccount() == account) {
                sequences.add(each.sequence());
            }
        }
        return sequences;
    }

    public long bytes() {
        return (long) far.size() * RECORD_BYTES;
    }
}
