package org.davebank.service.bank;

import java.math.BigDecimal;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.jspecify.annotations.Nullable;

/**
 * New particulars of an account; null means that one stays.
 *
 * @param aliases all that it is to have
 * @param key null treats this as a separate request
 * @param seen the version that the caller has seen, if it must still be that one
 */
public record ChangeRequest(
        @Nullable String holder,
        @Nullable BigDecimal overdraftLimit,
        @Nullable List<String> aliases,
        @Nullable String key,
        @Nullable Seen seen) {

    public ChangeRequest {
        aliases = aliases == null ? null : List.copyOf(aliases);
    }

    /** An account in a version. */
    public record Seen(AccountNumber account, long version) {}
}
