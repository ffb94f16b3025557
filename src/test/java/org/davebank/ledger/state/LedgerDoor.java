package org.davebank.ledger.state;

import org.davebank.base.AccountNumber;
import org.davebank.ledger.AccountStatus;

/** Changes of a ledger that no command makes. */
final class LedgerDoor {

    private LedgerDoor() {}

    /** Damages one balance without a posting. */
    static void alterBalance(Ledger ledger, AccountNumber number, long deltaMinor) {
        AccountTable accounts = ledger.accounts;
        accounts.balances[accounts.find(number.value())] += deltaMinor;
    }

    /** Freezes, unfreezes or closes an account; the command for it is still to come. */
    static void changeStatus(Ledger ledger, AccountNumber number, AccountStatus status) {
        AccountTable accounts = ledger.accounts;
        int ordinal = accounts.find(number.value());
        accounts.statuses[ordinal] = (byte) status.ordinal();
        accounts.versions[ordinal]++;
    }
}
