package org.davebank.api.bank;

import java.math.BigDecimal;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request to free what a hold reserves. */
public record ReleaseHold(
        @Shown(value = "2.50", about = "at most what is left; else all of it, and the hold ends")
                @Nullable BigDecimal amount)
        implements Request {}
