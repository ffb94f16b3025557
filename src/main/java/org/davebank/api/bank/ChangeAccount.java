package org.davebank.api.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request for other particulars of an account. */
public record ChangeAccount(
        @Shown(value = "Ada King", about = "stays where it is missing") @Nullable String holder,
        @Shown(value = "500.00", about = "stays where it is missing")
                @Nullable BigDecimal overdraftLimit,
        @Shown(
                        value = "[\"GB33BUKB20201555555555\"]",
                        about = "all that it is to have; they stay where it is missing")
                @Nullable List<String> aliases)
        implements Request {
    public ChangeAccount {
        aliases = aliases == null ? null : List.copyOf(aliases);
    }
}
