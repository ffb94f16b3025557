package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;

/**
 * An account as it stands at one log index, and what of it counts at one instant.
 *
 * @param overdraftLimitMinor 0 or more: how far below zero the balance may fall
 * @param balanceMinor booked; where the balance of an instant was asked for, the value balance of it
 * @param valueBalanceMinor what is effective by the instant
 * @param availableMinor what a debit could take at the instant: the booked balance without the credits that
 *     are not effective by then, and the overdraft
 * @param asOfMs the instant that the value balance and what is available belong to, wall milliseconds
 * @param version grows by one with every change of the account, its balance included; not when a value
 *     date passes
 * @param aliases IBANs and external ids that also name this account
 */
public record Account(
        AccountNumber number,
        String holder,
        String currency,
        AccountStatus status,
        long overdraftLimitMinor,
        long balanceMinor,
        long valueBalanceMinor,
        long availableMinor,
        long asOfMs,
        long version,
        long openedAtMs,
        List<String> aliases) {

    public Account {
        aliases = List.copyOf(aliases);
    }

    /** An account in which everything that is booked is effective, as of its opening. */
    public Account(
            AccountNumber number,
            String holder,
            String currency,
            AccountStatus status,
            long overdraftLimitMinor,
            long balanceMinor,
            long version,
            long openedAtMs,
            List<String> aliases) {
        this(
                number,
                holder,
                currency,
                status,
                overdraftLimitMinor,
                balanceMinor,
                balanceMinor,
                sum(balanceMinor, overdraftLimitMinor),
                openedAtMs,
                version,
                openedAtMs,
                aliases);
    }

    /** Whether something is booked that is not effective by the instant. */
    public boolean waits() {
        return valueBalanceMinor != balanceMinor
                || availableMinor != sum(balanceMinor, overdraftLimitMinor);
    }

    /**
     * The same account at an instant.
     *
     * @param creditsMinor booked and effective later, 0 or more
     * @param debitsMinor booked and effective later, 0 or more
     */
    public Account asOf(
            long otherAsOfMs, long otherBalanceMinor, long creditsMinor, long debitsMinor) {
        return new Account(
                number,
                holder,
                currency,
                status,
                overdraftLimitMinor,
                otherBalanceMinor,
                sum(otherBalanceMinor, debitsMinor - creditsMinor),
                sum(sum(otherBalanceMinor, -creditsMinor), overdraftLimitMinor),
                otherAsOfMs,
                version,
                openedAtMs,
                aliases);
    }

    /** The account at a past or coming instant: its value balance, less the debits that wait then. */
    public Account atInstant(long atMs, long valueMinor, long debitsMinor) {
        return new Account(
                number,
                holder,
                currency,
                status,
                overdraftLimitMinor,
                valueMinor,
                valueMinor,
                sum(sum(valueMinor, -debitsMinor), overdraftLimitMinor),
                atMs,
                version,
                openedAtMs,
                aliases);
    }

    /** The sum, or the bound of a long that it would pass. */
    public static long sum(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
