package org.davebank.bot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bank of one thread and no network, as right as a sheet of paper. Two shards. */
final class PaperBank implements Teller {

    /** What every order was answered: a repetition gets the same. */
    private final Map<String, Outcome> answers = new HashMap<>();

    private final Map<String, List<Entry>> books = new HashMap<>();
    private final Map<String, Long> balances = new HashMap<>();
    private final Map<String, Long> reversed = new HashMap<>();

    /** What the holds have left, by their ids, and what they reserve of each account. */
    private final Map<String, Long> left = new HashMap<>();

    private final Map<String, Long> held = new HashMap<>();
    private long index;
    private int orders;

    /** Every n-th order is carried out and its answer lost; 0 for none. */
    int losesAnswerOfEvery;

    /** Whether debits take what is held. */
    boolean ignoresHolds;

    /** Whether more is captured than is held. */
    boolean capturesTooMuch;

    /** Whether the rest of a hold stays reserved after its last capture. */
    boolean keepsRest;

    /** Whether money that is paid to somebody never arrives. */
    boolean losesCredits;

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
        Outcome before = answers.get(order.key());
        Outcome answer = before == null ? decide(order) : before;
        answers.put(order.key(), answer);
        return answer;
    }

    private Outcome decide(Order order) {
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
                : new Outcome.Rejected(String.valueOf(entry.code()), "no");
    }

    private Entry enter(Order order) {
        String code = code(order);
        Entry original = order.reverses();
        if (code == null) {
            balances.merge(order.account(), order.effectMinor(), Long::sum);
            if (order.payee() != null) {
                balances.merge(order.payee(), order.amountMinor(), Long::sum);
            }
            hold(order);
            if (original != null) {
                reversed.merge(original.id(), order.amountMinor(), Long::sum);
            }
        }
        index++;
        Entry entry = entry(order, order.account(), code);
        book(order.account(), entry);
        if (order.payee() != null && code == null && !losesCredits) {
            index++;
            book(order.payee(), entry(order, order.payee(), null));
        }
        return entry;
    }

    private void hold(Order order) {
        Entry hold = order.hold();
        if (order.kind() == Kind.HOLD) {
            left.put("id of " + order.key(), order.amountMinor());
            held.merge(order.account(), order.amountMinor(), Long::sum);
        } else if (hold != null) {
            long rest = left.getOrDefault(hold.id(), 0L) - order.amountMinor();
            long freed = order.last() && !keepsRest ? rest : 0;
            left.put(hold.id(), rest - freed);
            held.merge(order.account(), -order.amountMinor() - freed, Long::sum);
        }
    }

    private @Nullable String code(Order order) {
        Entry hold = order.hold();
        if (hold != null) {
            long rest = left.getOrDefault(hold.id(), 0L);
            return order.amountMinor() <= rest || capturesTooMuch
                    ? null
                    : rest == 0 ? "hold_settled" : "exceeds_hold";
        }
        Entry original = order.reverses();
        if (original != null) {
            long left = original.amountMinor() - reversed.getOrDefault(original.id(), 0L);
            if (order.amountMinor() > left) {
                return left == 0 ? "already_reversed" : "exceeds_original";
            }
        }
        long after = balances.getOrDefault(order.account(), 0L) + order.effectMinor();
        long reserved = ignoresHolds ? 0 : held.getOrDefault(order.account(), 0L);
        long wanted = order.kind() == Kind.HOLD ? order.amountMinor() : 0;
        boolean debits = order.effectMinor() < 0 || wanted > 0;
        return debits && after - reserved < wanted ? "insufficient_funds" : null;
    }

    private Entry entry(Order order, String owner, @Nullable String code) {
        Entry original = order.reverses();
        boolean home = owner.equals(order.account());
        return new Entry(
                "id of " + order.key(),
                home ? order.key() : null,
                order.key(),
                order.kind(),
                order.account(),
                order.to(),
                order.amountMinor(),
                code == null,
                code,
                balances.getOrDefault(owner, 0L),
                index,
                index,
                Integer.parseInt(owner) % 2,
                index,
                original == null ? null : original.id(),
                order.hold() == null ? null : order.hold().id(),
                order.kind() == Kind.HOLD ? Long.MAX_VALUE : 0);
    }

    private void book(String account, Entry entry) {
        books.computeIfAbsent(account, any -> new ArrayList<>()).add(entry);
    }

    @Override
    public synchronized long balanceMinor(String account) {
        return balances.getOrDefault(account, 0L);
    }

    @Override
    public synchronized Statement statement(String account) {
        return new Statement(
                account,
                balances.getOrDefault(account, 0L),
                held.getOrDefault(account, 0L),
                balances.getOrDefault(account, 0L) - held.getOrDefault(account, 0L),
                0,
                books.getOrDefault(account, List.of()));
    }
}
