package org.davebank.ledger;

import org.davebank.ledger.state.AuditScan;

/**
 * What an {@link AuditScan} found at one log index of one replica.
 *
 * @param stateHash the replica's hash at the index, for comparison with the other replicas
 * @param hashMatchesRecords whether the stored records, and the balances that follow from them,
 *     give that hash
 * @param sumMinor the sum of all balances including CASH; 0 unless the books are inconsistent
 * @param balancesMatch whether every balance, CASH and every recorded balance after a posting
 *     equals the sum of the postings, and the books of transfers and holds are right
 * @param transactions number of records that moved money
 * @param detail the first difference or that there is none, one sentence for people
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

    /** The same with something else that is wrong; the first one that was found stands. */
    public AuditFinding with(String wrong) {
        return conserved()
                ? new AuditFinding(
                        index,
                        stateHash,
                        hashMatchesRecords,
                        sumMinor,
                        false,
                        accounts,
                        transactions,
                        wrong)
                : this;
    }

    /** Whether all checks pass. */
    public boolean conserved() {
        return hashMatchesRecords && balancesMatch && sumMinor == 0;
    }
}
