package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;

/**
 * An account as it stands at one log index.
 *
 * @param overdraftLimitMinor 0 or more: how far below zero the balance may fall
 * @param version grows by one with every change of the account, its balance included
 * @param aliases IBANs and external ids that also name this account
 */
public record Account(
        AccountNumber number,
        String holder,
        String currency,
        AccountStatus status,
        long overdraftLimitMinor,
        long balanceMinor,
        long version,
        long openedAtMs,
        List<String> aliases) {

    public Account {
        aliases = List.copyOf(aliases);
    }

    Account withBalance(long otherBalanceMinor) {
        return new Account(
                number,
                holder,
                currency,
                status,
                overdraftLimitMinor,
                otherBalanceMinor,
                version,
                openedAtMs,
                aliases);
    }
}
