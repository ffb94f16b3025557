package org.davebank.ledger.state;

import java.util.Iterator;
import java.util.List;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.store.FarRecords;
import org.jspecify.annotations.Nullable;

/**
 * What of an account is effective at an instant: walks back from the balance at which it begins and
 * takes away what counts only after the instant. Stamps never fall along the log, so the walk stops where
 * even the greatest distance between a stamp and an effective time cannot reach beyond the instant.
 * The postings with the greatest distances are left out of that rule and looked at one by one: see
 * {@link FarRecords}.
 */
final class BalanceScan extends LedgerScan {

    private final Account account;
    private final int number;
    private final long atMs;
    private final long walkEndMs;
    private final Iterator<Long> far;
    private long balance;

    /** Debits that were booked by the instant and are effective later. */
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

    /** False when neither this record nor one before it counts after the instant, far ones apart. */
    private boolean walkOn() {
        TransactionView view = reader.view().moveTo(next);
        if (view.committedAtMs() <= walkEndMs) {
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
