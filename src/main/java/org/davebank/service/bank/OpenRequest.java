package org.davebank.service.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/**
 * The opening of an account as a client requests it.
 *
 * @param number null lets the bank choose
 * @param currency null means the network's currency
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
