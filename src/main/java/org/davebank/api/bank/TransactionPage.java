package org.davebank.api.bank;

import java.util.List;
import org.davebank.api.Body;
import org.davebank.api.Shown;
import org.jspecify.annotations.Nullable;

/** Transactions, newest first. */
public record TransactionPage(
        List<TransactionAnswer> items,
        @Shown(value = "0.4711", about = "for the parameter cursor; null on the last page")
                @Nullable String nextCursor)
        implements Body {
    public TransactionPage {
        items = List.copyOf(items);
    }
}
