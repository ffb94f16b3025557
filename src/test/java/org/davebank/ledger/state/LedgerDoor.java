package org.davebank.ledger.state;

import org.davebank.base.AccountNumber;

/** Changes of a ledger that no command makes. */
final class LedgerDoor {

    private LedgerDoor() {}

    /** Damages one balance without a posting. */
    static void alterBalance(Ledger ledger, AccountNumber number, long deltaMinor) {
        AccountTable accounts = ledger.accounts;
        accounts.balances[accounts.find(number.value())] += deltaMinor;
    }

    /** Changes an overdraft limit without a command. */
    static void alterLimit(Ledger ledger, AccountNumber number, long limitMinor) {
        AccountTable accounts = ledger.accounts;
        accounts.overdrafts[accounts.find(number.value())] = limitMinor;
    }
}
