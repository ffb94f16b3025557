package org.davebank.ledger;

import java.util.List;
import org.davebank.base.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is linked with reversals.
 *
 * @param reverses of a reversal, the transaction that it gives back; else null
 * @param credits whether a reversal without a to-account credits its account
 * @param reversedMinor what reversals have given back of the transaction, 0 or more
 * @param reversedBy the newest reversals of the transaction, newest first, at most {@link #SHOWN_MAX}
 */
public record ReversalLinks(
        @Nullable TransactionId reverses,
        boolean credits,
        long reversedMinor,
        List<TransactionId> reversedBy) {

    /** Of a transaction that has nothing to do with reversals. */
    public static final ReversalLinks NONE = new ReversalLinks(null, false, 0, List.of());

    /** Maximum number of reversals that a transaction shows. */
    public static final int SHOWN_MAX = 16;

    public ReversalLinks {
        reversedBy = List.copyOf(reversedBy);
    }
}
