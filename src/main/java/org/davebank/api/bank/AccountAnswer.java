package org.davebank.api.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;

/** An account. */
public record AccountAnswer(
        @Shown("12345678") String accountNum,
        @Shown("Ada Lovelace") String holder,
        @Shown(value = "GBP", about = "ISO 4217") String currency,
        @Shown(value = "ACTIVE", about = "ACTIVE, FROZEN or CLOSED") String status,
        @Shown("250.00") BigDecimal overdraftLimit,
        @Shown(value = "112.50", about = "what is booked") BigDecimal balance,
        @Shown("11250") long balanceMinor,
        @Shown(value = "112.50", about = "what of the balance is effective by now")
                BigDecimal valueBalance,
        @Shown("11250") long valueBalanceMinor,
        @Shown(value = "0.00", about = "what undecided transfers reserve") BigDecimal held,
        @Shown("0") long heldMinor,
        @Shown(value = "362.50", about = "what a debit could take") BigDecimal available,
        @Shown("36250") long availableMinor,
        @Shown(value = "3", about = "grows with every change") long version,
        @Shown("2026-11-02T09:15:00.123Z") String openedAt,
        @Shown("[\"GB33BUKB20201555555555\"]") List<String> aliases)
        implements Body {
    public AccountAnswer {
        aliases = List.copyOf(aliases);
    }
}
