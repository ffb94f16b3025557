package org.davebank.ledger.state;

import java.util.Arrays;
import org.davebank.base.Invariant;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.LedgerCapacity;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * The booked amounts that are not effective yet, summed by account and instant. An amount waits
 * from its commit until the first entry with a stamp at or after its value date. Postings that are
 * effective at once cost nothing.
 *
 * <pre>
 * Invariants
 *   V1  every waiting amount is effective after the last stamp passed to {@link #passTo}
 *   V2  at most {@link #WAITING_MAX} sums wait, at most {@link #INSTANTS_PER_ACCOUNT_MAX} per
 *       account
 *   V3  a function of the records and the last stamp, so all replicas agree at an index
 * </pre>
 *
 * <p>Sums are in parallel arrays: a list per account, and a heap by instant over all of them. Not
 * thread-safe.
 */
final class ValueDates {

    /** Maximum number of waiting value dates per account. */
    static final int INSTANTS_PER_ACCOUNT_MAX = 1_024;

    /** Maximum number of waiting sums per shard; each takes 40 bytes. */
    static final int WAITING_MAX = 131_072;

    /** By account ordinal: its newest sum plus one, 0 if none. */
    private int[] first = new int[0];

    private long[] atMs = new long[0];
    private long[] credits = new long[0];
    private long[] debits = new long[0];
    private int[] owners = new int[0];

    /** The next sum of the same account, or of the free list, plus one. */
    private int[] next = new int[0];

    /** Sums as a binary heap, earliest first. */
    private int[] heap = new int[0];

    private int waiting;
    private int freed;
    private long hash;

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Whether some amount of an account is not effective yet. */
    boolean waits(int ordinal) {
        return firstOf(ordinal) >= 0;
    }

    /**
     * Checks the room for two more sums, one for each account; returns null if there is enough.
     *
     * @param to an ordinal, or -1
     */
    LedgerResult.@Nullable Refused noRoom(int from, int to, long effectiveAtMs) {
        if (waiting + 2 > WAITING_MAX) {
            return LedgerCapacity.refusal("amounts that are not effective yet", WAITING_MAX);
        }
        return isFull(from, effectiveAtMs) || (to >= 0 && isFull(to, effectiveAtMs))
                ? new LedgerResult.Refused(
                        RejectionCode.SHARD_FULL,
                        "an account may wait for at most "
                                + INSTANTS_PER_ACCOUNT_MAX
                                + " different value dates")
                : null;
    }

    private boolean isFull(int ordinal, long effectiveAtMs) {
        int count = 0;
        for (int at = firstOf(ordinal); at >= 0; at = next[at] - 1) {
            if (atMs[at] == effectiveAtMs) {
                return false;
            }
            count++;
        }
        return count >= INSTANTS_PER_ACCOUNT_MAX;
    }

    /**
     * Whether adding the amount to the waiting sums of either account, or of {@code from} alone,
     * overflows.
     */
    boolean overflows(int from, int to, long amountMinor) {
        return sumAfter(from) > Long.MAX_VALUE - amountMinor
                || (to >= 0 && sumAfter(to) > Long.MAX_VALUE - amountMinor);
    }

    private long sumAfter(int ordinal) {
        return Math.max(
                creditsAfter(ordinal, Long.MIN_VALUE), debitsAfter(ordinal, Long.MIN_VALUE));
    }

    /**
     * Adds an amount that was booked now and is effective at a later instant.
     *
     * @param from the ordinal of the debited account, or -1
     * @param to the ordinal of the credited account, or -1
     */
    void note(int from, int to, long effectiveAtMs, long amountMinor) {
        if (from >= 0) {
            add(from, effectiveAtMs, 0, amountMinor);
        }
        if (to >= 0) {
            add(to, effectiveAtMs, amountMinor, 0);
        }
    }

    private void add(int ordinal, long effectiveAtMs, long creditMinor, long debitMinor) {
        int at = find(ordinal, effectiveAtMs);
        if (at >= 0) {
            hash ^= hashOf(at);
        } else {
            at = take(ordinal, effectiveAtMs);
        }
        credits[at] += creditMinor;
        debits[at] += debitMinor;
        hash ^= hashOf(at);
    }

    /** Removes the amounts that are effective by a stamp. Stamps never decrease. */
    void passTo(long stampMs) {
        while (waiting > 0 && atMs[heap[0]] <= stampMs) {
            int due = heap[0];
            hash ^= hashOf(due);
            heap[0] = heap[--waiting];
            sink();
            unlink(due);
            next[due] = freed;
            freed = due + 1;
        }
    }

    /** Sum of an account's credits that are effective only after an instant. */
    long creditsAfter(int ordinal, long nowMs) {
        long sum = 0;
        for (int at = firstOf(ordinal); at >= 0; at = next[at] - 1) {
            sum += atMs[at] > nowMs ? credits[at] : 0;
        }
        return sum;
    }

    /** Sum of an account's debits that are effective only after an instant. */
    long debitsAfter(int ordinal, long nowMs) {
        long sum = 0;
        for (int at = firstOf(ordinal); at >= 0; at = next[at] - 1) {
            sum += atMs[at] > nowMs ? debits[at] : 0;
        }
        return sum;
    }

    /** The XOR of the hashes of all sums, independent of their order. */
    long hash() {
        return hash;
    }

    long bytes() {
        return first.length * 4L + atMs.length * 36L;
    }

    private long hashOf(int at) {
        return StateHash.ofPair(
                StateHash.ofPair(owners[at], atMs[at]), StateHash.ofPair(credits[at], debits[at]));
    }

    private int firstOf(int ordinal) {
        return ordinal < first.length ? first[ordinal] - 1 : -1;
    }

    private int find(int ordinal, long effectiveAtMs) {
        int at = firstOf(ordinal);
        while (at >= 0 && atMs[at] != effectiveAtMs) {
            at = next[at] - 1;
        }
        return at;
    }

    /** Adds a sum of 0 to its account's list and to the heap. */
    private int take(int ordinal, long effectiveAtMs) {
        if (ordinal >= first.length) {
            first = Arrays.copyOf(first, Math.max(ordinal + 1, first.length * 2));
        }
        if (freed == 0) {
            grow();
        }
        int at = freed - 1;
        freed = next[at];
        owners[at] = ordinal;
        atMs[at] = effectiveAtMs;
        credits[at] = 0;
        debits[at] = 0;
        next[at] = first[ordinal];
        first[ordinal] = at + 1;
        heap[waiting++] = at;
        rise();
        return at;
    }

    /** Doubles full arrays and adds the new places to the free list. */
    private void grow() {
        int before = atMs.length;
        int size = Math.max(16, before * 2);
        atMs = Arrays.copyOf(atMs, size);
        credits = Arrays.copyOf(credits, size);
        debits = Arrays.copyOf(debits, size);
        owners = Arrays.copyOf(owners, size);
        next = Arrays.copyOf(next, size);
        heap = Arrays.copyOf(heap, size);
        for (int at = size - 1; at >= before; at--) {
            next[at] = freed;
            freed = at + 1;
        }
    }

    private void unlink(int due) {
        int ordinal = owners[due];
        if (first[ordinal] == due + 1) {
            first[ordinal] = next[due];
            return;
        }
        int before = first[ordinal] - 1;
        while (next[before] != due + 1) {
            before = next[before] - 1;
            Invariant.check(before >= 0, "what waits is in the list of its account");
        }
        next[before] = next[due];
    }

    private void rise() {
        int child = waiting - 1;
        while (child > 0) {
            int parent = (child - 1) / 2;
            if (atMs[heap[parent]] <= atMs[heap[child]]) {
                return;
            }
            swap(parent, child);
            child = parent;
        }
    }

    private void sink() {
        int parent = 0;
        while (2 * parent + 1 < waiting) {
            int child = 2 * parent + 1;
            boolean right = child + 1 < waiting && atMs[heap[child + 1]] < atMs[heap[child]];
            child += right ? 1 : 0;
            if (atMs[heap[parent]] <= atMs[heap[child]]) {
                return;
            }
            swap(parent, child);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        int held = heap[a];
        heap[a] = heap[b];
        heap[b] = held;
    }
}
