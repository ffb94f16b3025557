package org.davebank.service.bank;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to take of a hold.
 *
 * @param amount null for all that is left
 * @param last whether the hold ends and its rest is freed
 * @param idempotencyKey identifies retries; null treats this as a separate request
 */
public record CaptureRequest(
        @Nullable BigDecimal amount, boolean last, @Nullable String idempotencyKey) {}
