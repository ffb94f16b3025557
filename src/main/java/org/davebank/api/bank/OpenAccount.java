package org.davebank.api.bank;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request for a new account. */
public record OpenAccount(
        @Shown("Ada Lovelace") String holder,
        @Shown(value = "GBP", about = "ISO 4217; the network's own where it is missing")
                @Nullable String currency,
        @Shown(value = "12345678", about = "eight digits; the bank chooses where it is missing")
                @Nullable String number,
        @Shown(value = "250.00", about = "how far the balance may fall below zero")
                @Nullable BigDecimal overdraftLimit,
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Shown(value = "[\"GB33BUKB20201555555555\"]", about = "an IBAN or other ids")
                List<String> aliases)
        implements Request {
    public OpenAccount {
        aliases = List.copyOf(aliases);
    }
}
