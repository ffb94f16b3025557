package org.davebank.service.bank;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to give back of a transaction.
 *
 * @param amount null for the whole amount of the transaction
 * @param reason for people, or null
 * @param idempotencyKey identifies retries; null treats this as a separate request
 */
public record ReversalRequest(
        @Nullable BigDecimal amount, @Nullable String reason, @Nullable String idempotencyKey) {}
