package org.davebank.ledger;

import org.davebank.ledger.state.AuditScan;

/**
 * What an {@link AuditScan} found at one log index of one replica.
 *
 * @param stateHash the replica's own hash at the index, to be compared with the other replicas'
 * @param hashMatchesRecords whether the records as they lie there now, and the balances that
 *     follow from them, give that hash
 * @param sumMinor the sum of all balances with CASH; 0 unless the books are broken
 * @param balancesMatch whether every balance, CASH and every recorded balance after a posting is
 *     what the postings add up to from zero
 * @param transactions records that moved money
 * @param detail one sentence for people: the first difference found, or that there is none
 */
public record AuditFinding(
        long index,
        long stateHash,
        boolean hashMatchesRecords,
        long sumMinor,
        boolean balancesMatch,
        long accounts,
        long transactions,
        String detail) {

    /** Whether everything fits. */
    public boolean conserved() {
        return hashMatchesRecords && balancesMatch && sumMinor == 0;
    }
}
