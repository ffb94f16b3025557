package org.davebank.service.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/**
 * A new account as a person or client asks for it.
 *
 * @param number null lets the bank choose
 * @param currency null means the network's own
 */
public record OpenRequest(
        String holder,
        @Nullable String currency,
        @Nullable AccountNumber number,
        @Nullable BigDecimal overdraftLimit,
        List<String> aliases) {
    public OpenRequest {
        aliases = List.copyOf(aliases);
    }
}
