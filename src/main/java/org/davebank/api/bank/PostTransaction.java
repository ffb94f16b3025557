package org.davebank.api.bank;

import java.math.BigDecimal;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request for a deposit, a withdrawal or a transfer. */
public record PostTransaction(
        @Shown("12345678") String accountNum,
        @Shown(value = "deposit", about = "deposit, withdrawal or transfer") String transactionType,
        @Shown(value = "12.50", about = "more than 0, with the currency's decimals at most")
                BigDecimal amount,
        @Shown(about = "of a transfer, the account that receives") @Nullable String toAccount,
        @Shown(value = "GBP", about = "must be the account's own") @Nullable String currency,
        @Shown("wages") @Nullable String description,
        @Shown(value = "2026-11/17", about = "a number of the client's own")
                @Nullable String reference,
        @Shown(about = "ISO 8601 date or instant; at most 31 days ahead")
                @Nullable String effectiveAt,
        @Shown(about = "whether the amount is only reserved, until it is captured")
                @Nullable Boolean hold,
        @Shown(about = "of a hold: 1 s to 31 days, else 7 days") @Nullable Long expiresInS,
        @Shown(value = "019a4c3e-7b1d-7c55-9a3f-1f0e5a6b7c8d", about = "a UUID of the client's own")
                @Nullable String id)
        implements Request {

    /** The least that a deposit needs. */
    public static PostTransaction deposit(String accountNum, BigDecimal amount) {
        return new PostTransaction(
                accountNum, "deposit", amount, null, null, null, null, null, null, null, null);
    }
}
