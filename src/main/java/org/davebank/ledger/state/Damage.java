package org.davebank.ledger.state;

/**
 * Damages one replica of a ledger on purpose, to show that the audit detects it. In a node's
 * process it requires a switch for tests.
 */
public final class Damage {

    private Damage() {}

    /**
     * Changes the amount of one stored posting and nothing else.
     *
     * @param sequence the record, or -1 for the newest
     * @throws IllegalArgumentException if there is no such record or the amount would leave its
     *     range
     */
    public static void alterPosting(Ledger ledger, long sequence, long deltaMinor) {
        TransactionLog records = ledger.transactions;
        long at = sequence == -1 ? records.count() - 1 : sequence;
        if (at < 0 || at >= records.count()) {
            throw new IllegalArgumentException("there is no record " + sequence);
        }
        records.alterAmount(at, deltaMinor);
    }
}
