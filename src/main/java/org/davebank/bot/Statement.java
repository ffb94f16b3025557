package org.davebank.bot;

import java.util.List;

/**
 * The bank's records of one account at one moment.
 *
 * @param readMs when it was read, in wall clock milliseconds
 * @param heldMinor what the bank says is reserved
 * @param availableMinor what it says a debit could take
 * @param entries posted and rejected, in commit order, oldest first
 */
public record Statement(
        String account,
        long balanceMinor,
        long heldMinor,
        long availableMinor,
        long readMs,
        List<Entry> entries) {
    public Statement {
        entries = List.copyOf(entries);
    }
}
