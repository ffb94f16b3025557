package org.davebank.history;

import java.util.List;

/**
 * An account, with its records as a strong read shows them after the last call has ended.
 *
 * @param overdraftMinor 0 or more: the most that the limit ever was
 * @param fundsKnown whether its lines alone decide what a debit may take; false if funds are held for people, if
 *     the limit changes, or if it is debited without a look at the funds
 * @param followed whether all of its lines come from calls of the history; false if others use it as well
 * @param lines posted and refused, in their order
 */
public record Book(
        String account,
        long overdraftMinor,
        boolean fundsKnown,
        boolean followed,
        long balanceMinor,
        List<Line> lines) {
    public Book {
        lines = List.copyOf(lines);
    }

    /** Whether some credit was no funds when it was posted. */
    boolean hasLateFunds() {
        return lines.stream().anyMatch(line -> line.waitsAt(line.committedMs(), account));
    }
}
