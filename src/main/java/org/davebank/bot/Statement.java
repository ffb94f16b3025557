package org.davebank.bot;

import java.util.List;

/**
 * The bank's records of one account at one moment.
 *
 * @param entries posted and rejected, in commit order, oldest first
 */
public record Statement(String account, long balanceMinor, List<Entry> entries) {
    public Statement {
        entries = List.copyOf(entries);
    }
}
