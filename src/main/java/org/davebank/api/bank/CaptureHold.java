package org.davebank.api.bank;

import java.math.BigDecimal;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** A request to take what a hold reserves; {@code isFinal} is the field {@code final}. */
public record CaptureHold(
        @Shown(value = "2.50", about = "at most what is left; else all of it, and the hold ends")
                @Nullable BigDecimal amount,
        @Shown(value = "true", about = "whether the hold ends and its rest is freed")
                @Nullable Boolean isFinal)
        implements Request {}
