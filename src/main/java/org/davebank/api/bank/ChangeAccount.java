package org.davebank.api.bank;

import java.math.BigDecimal;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request for other particulars of an account. */
public record ChangeAccount(
        @Shown(value = "Ada King", about = "stays where it is missing") @Nullable String holder,
        @Shown(value = "500.00", about = "stays where it is missing")
                @Nullable BigDecimal overdraftLimit)
        implements Request {}
