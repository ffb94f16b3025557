package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** Accounts by ascending number. */
public record AccountPage(
        List<AccountAnswer> items,
        @Shown(value = "12345678", about = "for the parameter cursor; null on the last page")
                @Nullable String nextCursor)
        implements Body {
    public AccountPage {
        items = List.copyOf(items);
    }
}
