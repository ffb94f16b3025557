package org.davebank.service.exports;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionFilter;
import org.davebank.service.ReadOptions;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard that match a filter and existed at the beginning, oldest first.
 * A piece of about a page is in memory, and the next one is read ahead. Not thread-safe.
 */
final class ShardHistory {

    private final Shards shards;
    private final GroupId group;
    private final @Nullable AccountNumber account;
    private final TransactionFilter filter;
    private final Ahead<List<Long>> cut;
    private List<Long> bounds = List.of();
    private @Nullable Ahead<List<Transaction>> ahead;
    private List<Transaction> piece = List.of();
    private int at;

    /** The piece that is read ahead, by its place among the bounds; 0 before the first. */
    private int next;

    /**
     * Begins to look where the history ends.
     *
     * @param account null for all of the shard
     */
    ShardHistory(
            Shards shards,
            GroupId group,
            @Nullable AccountNumber account,
            TransactionFilter filter) {
        this.shards = shards;
        this.group = group;
        this.account = account;
        this.filter = filter;
        this.cut = new Ahead<>("export", this::bounds);
    }

    /** The next record, or null at the end. */
    @Nullable Transaction peek() {
        if (bounds.isEmpty()) {
            bounds = cut.await();
            next = bounds.size() - 1;
            fetch();
        }
        while (at == piece.size()) {
            Ahead<List<Transaction>> current = ahead;
            if (current == null) {
                return null;
            }
            fetch();
            piece = current.await();
            at = 0;
        }
        return piece.get(at);
    }

    /** Goes on to the record after the next one. */
    void advance() {
        at++;
    }

    private void fetch() {
        if (next == 0) {
            ahead = null;
            return;
        }
        long from = bounds.get(next);
        next--;
        long before = bounds.get(next);
        ahead = new Ahead<>("export", () -> read(before, from));
    }

    /**
     * Cuts the history into pieces of about a page, newest first, down to 0. Records are numbered
     * without gaps, so a whole history is cut by counting; a filtered one is walked once.
     */
    private List<Long> bounds() {
        List<Transaction> newest =
                page(null, TransactionFilter.ANY, Long.MAX_VALUE, 1).transactions();
        List<Long> bounds = new ArrayList<>();
        long before = newest.isEmpty() ? 0 : newest.getFirst().sequence() + 1;
        boolean whole = account == null && filter.equals(TransactionFilter.POSTED);
        while (before > 0) {
            bounds.add(before);
            before =
                    whole
                            ? before - LedgerLimits.PAGE_MAX
                            : page(account, filter, before, LedgerLimits.PAGE_MAX).nextBefore();
        }
        bounds.add(0L);
        return bounds;
    }

    /** The records from one bound to the next, oldest first. */
    private List<Transaction> read(long before, long from) {
        List<Transaction> found = new ArrayList<>();
        long place = before;
        while (place > from) {
            LedgerAnswer.Transactions page = page(account, filter, place, LedgerLimits.PAGE_MAX);
            for (Transaction each : page.transactions()) {
                if (each.sequence() >= from) {
                    found.add(each);
                }
            }
            place = page.nextBefore();
        }
        Collections.reverse(found);
        return found;
    }

    private LedgerAnswer.Transactions page(
            @Nullable AccountNumber of, TransactionFilter by, long before, int limit) {
        LedgerQuery query = new LedgerQuery.History(of, by, before, limit);
        if (shards.read(group, query, ReadOptions.STRONG).answer()
                instanceof LedgerAnswer.Transactions page) {
            return by.picked(page);
        }
        throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
    }
}
