package org.davebank.bot;

import java.util.List;

/**
 * What the bank has in its books for one account at one moment.
 *
 * @param entries posted and rejected, in commit order, oldest first
 */
public record Statement(String account, long balanceMinor, List<Entry> entries) {
    public Statement {
        entries = List.copyOf(entries);
    }
}
