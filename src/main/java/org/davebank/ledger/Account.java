package org.davebank.ledger;

import java.util.List;
import org.davebank.base.AccountNumber;

/**
 * The state of an account at one log index, and what of it is effective at one instant.
 *
 * @param overdraftLimitMinor 0 or more: how far below zero the balance may fall
 * @param balanceMinor the booked balance; in the answer about an instant, the value balance at that
 *     instant
 * @param valueBalanceMinor the sum of the postings that are effective by the instant
 * @param availableMinor what a debit may take at the instant: the booked balance less the credits
 *     that are not effective by then, plus the overdraft
 * @param asOfMs the instant of {@code valueBalanceMinor} and {@code availableMinor}, wall-clock
 *     milliseconds
 * @param version increases by one with every change of the account or its balance; not when a value
 *     date passes
 * @param aliases IBANs and external ids that also name this account
 * @param heldMinor 0 or more: what undecided debits reserve; not available
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
        List<String> aliases,
        long heldMinor) {

    public Account {
        aliases = List.copyOf(aliases);
    }

    /** An account whose postings are all effective, as of its opening. */
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
                aliases,
                0);
    }

    /** The same account, of which this much is reserved. */
    public Account holding(long reservedMinor) {
        return new Account(
                number,
                holder,
                currency,
                status,
                overdraftLimitMinor,
                balanceMinor,
                valueBalanceMinor,
                sum(availableMinor, heldMinor - reservedMinor),
                asOfMs,
                version,
                openedAtMs,
                aliases,
                reservedMinor);
    }

    /** Whether some posting is not effective by the instant. */
    public boolean waits() {
        return valueBalanceMinor != balanceMinor
                || availableMinor != sum(balanceMinor, overdraftLimitMinor - heldMinor);
    }

    /**
     * The account as of an instant.
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
                sum(sum(otherBalanceMinor, -creditsMinor), overdraftLimitMinor - heldMinor),
                otherAsOfMs,
                version,
                openedAtMs,
                aliases,
                heldMinor);
    }

    /**
     * The account at a past or future instant, from its value balance and the debits that are not
     * effective then. What is reserved now is no part of it.
     */
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
                aliases,
                0);
    }

    /** The saturating sum of two longs. */
    public static long sum(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
