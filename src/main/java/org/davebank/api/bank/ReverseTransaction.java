package org.davebank.api.bank;

import java.math.BigDecimal;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request to give back what a transaction has moved. */
public record ReverseTransaction(
        @Shown(value = "2.50", about = "at most what is left of the original; else all of it")
                @Nullable BigDecimal amount,
        @Shown("the goods came back") @Nullable String reason)
        implements Request {}
