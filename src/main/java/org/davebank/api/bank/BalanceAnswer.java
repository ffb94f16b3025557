package org.davebank.api.bank;

import java.math.BigDecimal;
import org.davebank.api.Body;
import org.davebank.api.Shown;

/** What an account has, now or at an instant. */
public record BalanceAnswer(
        @Shown("12345678") String accountNum,
        @Shown(value = "112.50", about = "what is booked") BigDecimal balance,
        @Shown("11250") long balanceMinor,
        @Shown(value = "112.50", about = "what of the balance is effective by then")
                BigDecimal valueBalance,
        @Shown("11250") long valueBalanceMinor,
        @Shown(value = "0.00", about = "what undecided transfers reserve") BigDecimal held,
        @Shown("0") long heldMinor,
        @Shown(value = "362.50", about = "what a debit could take") BigDecimal available,
        @Shown("36250") long availableMinor,
        @Shown(value = "GBP", about = "ISO 4217") String currency,
        @Shown("2026-11-02T09:15:00.123Z") String asOf,
        @Shown(value = "booked", about = "booked, or effective_at for a balance at an instant")
                String by)
        implements Body {}
