package org.davebank.api.bank;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.davebank.api.Request;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** One item of a batch: the fields of a transaction, and a key of its own. */
public record BatchItem(
        @JsonUnwrapped PostTransaction transaction,
        @Shown(
                        value = "order-4711",
                        about = "else that of the request with # and the item's place behind it")
                @Nullable String idempotencyKey)
        implements Request {}
