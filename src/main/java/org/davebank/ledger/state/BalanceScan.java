package org.davebank.ledger.state;

import java.util.Iterator;
import java.util.List;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.store.FarRecords;
import org.jspecify.annotations.Nullable;

/**
 * Computes an account's balance at an instant: walks back from the current balance and subtracts
 * postings that are effective only after the instant. Stamps never decrease along the log, so the
 * walk stops where even the greatest distance between stamp and effective time cannot reach the
 * instant. The postings with the greatest distances are excluded from that rule and checked
 * individually: see {@link FarRecords}.
 */
final class BalanceScan extends LedgerScan {

    private final Account account;
    private final int number;
    private final long atMs;
    private final long walkEndMs;
    private final Iterator<Long> far;
    private long balance;

    /** Sum of the debits that were booked by the instant and are effective later. */
    private long debits;

    private long next;
    private boolean walking = true;

    BalanceScan(LedgerReader reader, int ordinal, long atMs) {
        super(reader);
        this.account = reader.accounts().account(ordinal);
        this.number = account.number().value();
        this.atMs = atMs;
        FarRecords records = reader.transactions().far();
        long aheadMs = records.aheadMaxMs();
        this.walkEndMs = atMs < Long.MIN_VALUE + aheadMs ? Long.MIN_VALUE : atMs - aheadMs;
        List<Long> apart = records.of(number);
        this.far = apart.iterator();
        this.balance = account.balanceMinor();
        this.next = reader.accounts().newest(ordinal);
    }

    @Override
    @Nullable LedgerAnswer step() {
        if (walking) {
            walking = next >= 0 && walkOn();
            return null;
        }
        if (!far.hasNext()) {
            return new LedgerAnswer.AccountFound(account.atInstant(atMs, balance, debits));
        }
        long sequence = far.next();
        if (sequence <= next) {
            takeAway(reader.view().moveTo(sequence));
        }
        return null;
    }

    /**
     * False if neither this record nor an earlier one, except far ones, is effective after the
     * instant.
     */
    private boolean walkOn() {
        TransactionView view = reader.view().moveTo(next);
        if (view.enteredAtMs() <= walkEndMs) {
            return false;
        }
        takeAway(view);
        next = view.before(number);
        return true;
    }

    private void takeAway(TransactionView view) {
        if (view.effectiveAtMs() > atMs && view.touches(number)) {
            long effect = view.effectOn(number);
            balance -= effect;
            debits -= view.committedAtMs() <= atMs ? Math.min(effect, 0) : 0;
        }
    }
}
