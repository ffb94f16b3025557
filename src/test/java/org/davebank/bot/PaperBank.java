package org.davebank.bot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bank of one thread and no network, as right as a sheet of paper. Two shards. */
final class PaperBank implements Teller {

    private final Map<String, List<Entry>> books = new HashMap<>();
    private final Map<String, Long> balances = new HashMap<>();
    private long index;
    private int orders;

    /** Every n-th order is carried out and its answer lost; 0 for none. */
    int losesAnswerOfEvery;

    /** Every n-th order is posted a second time; 0 for none. */
    int repeatsEvery;

    @Override
    public synchronized String open(String holder, String key) {
        String account = String.format("%08d", 10_000_000 + books.size());
        books.put(account, new ArrayList<>());
        balances.put(account, 0L);
        return account;
    }

    @Override
    public synchronized Outcome post(Order order) {
        orders++;
        Entry entry = enter(order);
        if (repeatsEvery > 0 && orders % repeatsEvery == 0) {
            enter(order);
        }
        if (losesAnswerOfEvery > 0 && orders % losesAnswerOfEvery == 0) {
            return new Outcome.Unknown("the answer was lost");
        }
        return entry.posted()
                ? new Outcome.Posted(entry)
                : new Outcome.Rejected("insufficient_funds", "too little");
    }

    private Entry enter(Order order) {
        long balance = balances.getOrDefault(order.account(), 0L);
        long after =
                order.kind() == Kind.DEPOSIT
                        ? balance + order.amountMinor()
                        : balance - order.amountMinor();
        boolean posted = after >= 0;
        index++;
        Entry entry =
                new Entry(
                        "id-" + index,
                        order.key(),
                        order.key(),
                        order.kind(),
                        order.account(),
                        order.amountMinor(),
                        posted,
                        posted ? null : "insufficient_funds",
                        posted ? after : balance,
                        index,
                        index,
                        Integer.parseInt(order.account()) % 2,
                        index);
        balances.put(order.account(), entry.balanceAfterMinor());
        books.computeIfAbsent(order.account(), any -> new ArrayList<>()).add(entry);
        return entry;
    }

    @Override
    public synchronized Statement statement(String account) {
        return new Statement(
                account,
                balances.getOrDefault(account, 0L),
                books.getOrDefault(account, List.of()));
    }
}
