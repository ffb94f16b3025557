package org.davebank.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bank of one thread with two shards, whose customers do not wait for each other. Each call takes effect at a moment
 * between its call and its return. The credit of a transfer arrives in the payee's shard later, at
 * the latest when somebody looks or when a call begins that asks for it. Some answers are lost.
 */
final class RandomBank {

    private static final class Account {
        final String name;
        final int shard;
        final List<Line> lines = new ArrayList<>();
        final List<Coming> coming = new ArrayList<>();
        long ownMinor;

        Account(String name, int shard) {
            this.name = name;
            this.shard = shard;
        }

        long minor() {
            return ownMinor + coming.stream().mapToLong(each -> each.move.amountMinor()).sum();
        }
    }

    /** A credit that was decided and has not arrived. */
    private record Coming(Asked.Move move, long decidedNs) {}

    private final SplittableRandom random;
    private final int overlapNs;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Asked.Move> reversible = new ArrayList<>();
    private final Map<String, Long> reversed = new TreeMap<>();
    private final long[] indexes = new long[2];
    private long nowNs;
    private int made;

    /** @param overlapNs how far a call and a return may lie from the moment of the effect */
    RandomBank(long seed, int accounts, int overlapNs) {
        random = new SplittableRandom(seed);
        this.overlapNs = overlapNs;
        for (int i = 0; i < accounts; i++) {
            this.accounts.add(new Account("a" + i, i % 2));
        }
    }

    History run(int count) {
        for (int i = 0; i < count; i++) {
            nowNs += random.nextInt(100);
            next();
        }
        Map<String, Book> books = new TreeMap<>();
        for (Account each : accounts) {
            arrive(each, Long.MAX_VALUE);
            books.put(each.name, new Book(each.name, 0, true, true, each.ownMinor, each.lines));
        }
        return new History(calls, books);
    }

    private Account pick() {
        return accounts.get(random.nextInt(accounts.size()));
    }

    private void next() {
        long calledNs = nowNs - random.nextInt(overlapNs);
        long returnedNs = nowNs + random.nextInt(overlapNs);
        Account account = pick();
        int dice = random.nextInt(20);
        if (dice < 6) {
            arrive(account, Long.MAX_VALUE);
            calls.add(
                    new Call(
                            calledNs,
                            returnedNs,
                            new Asked.Balance(account.name),
                            new Answered.Balance(account.ownMinor)));
            return;
        }
        Asked.Move move = move(account, dice);
        if (random.nextInt(40) == 0) {
            calls.add(new Call(calledNs, returnedNs, move, new Answered.NotDone()));
        } else if (random.nextInt(40) == 0) {
            calls.add(new Call(calledNs, Call.NEVER, move, new Answered.Unknown()));
            if (random.nextBoolean()) {
                decide(move, calledNs);
            }
        } else {
            Line line = decide(move, calledNs);
            Answered answer =
                    line.refusal() == null
                            ? new Answered.Posted(line)
                            : new Answered.Refused(line.refusal(), true);
            calls.add(new Call(calledNs, returnedNs, move, answer));
            if (random.nextInt(20) == 0) {
                calls.add(new Call(returnedNs, returnedNs + 7, move, answer));
            }
            if (line.refusal() == null && move.reverses() == null) {
                reversible.add(move);
            }
        }
    }

    private Asked.Move move(Account account, int dice) {
        String key = "k" + made++;
        long minor = 1 + random.nextInt(100);
        if (dice < 10) {
            return new Asked.Move(key, null, account.name, minor, true, null);
        } else if (dice < 13) {
            return new Asked.Move(key, account.name, null, minor, true, null);
        } else if (dice < 15 && !reversible.isEmpty()) {
            Asked.Move of = reversible.get(random.nextInt(reversible.size()));
            Original original = new Original(of.key(), of.amountMinor());
            return new Asked.Move(
                    key, of.to(), of.from(), 1 + of.amountMinor() / 2, true, original);
        }
        Account to = pick();
        return to == account
                ? new Asked.Move(key, null, account.name, minor, true, null)
                : new Asked.Move(key, account.name, to.name, minor, true, null);
    }

    private Account named(@Nullable String name) {
        return accounts.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
    }

    private Line decide(Asked.Move move, long calledNs) {
        Account payer = move.from() == null ? null : named(move.from());
        Account home = payer == null ? named(move.to()) : payer;
        // It asks for credits at some moment of the call; what is decided later may not be there.
        arrive(home, calledNs + random.nextLong(nowNs - calledNs + 1));
        String refusal = null;
        Original original = move.reverses();
        if (original != null) {
            long left = original.amountMinor() - reversed.getOrDefault(original.id(), 0L);
            refusal =
                    move.amountMinor() <= left
                            ? null
                            : left == 0 ? "already_reversed" : "exceeds_original";
        }
        if (refusal == null && payer != null && payer.minor() < move.amountMinor()) {
            refusal = "insufficient_funds";
        }
        if (payer != null && payer.ownMinor < move.amountMinor()) {
            arrive(payer, Long.MAX_VALUE);
        }
        if (refusal == null) {
            home.ownMinor += payer == null ? move.amountMinor() : -move.amountMinor();
            if (original != null) {
                reversed.merge(original.id(), move.amountMinor(), Long::sum);
            }
        }
        Line line = line(move, home, true, refusal);
        home.lines.add(line);
        if (refusal == null && payer != null && move.to() != null) {
            Account payee = named(move.to());
            payee.coming.add(new Coming(move, nowNs));
            if (payee.shard == payer.shard) {
                arrive(payee, Long.MAX_VALUE);
            }
        }
        return line;
    }

    /** Books the credits that were decided up to a time, in any order. */
    private void arrive(Account account, long untilNs) {
        List<Coming> due =
                new ArrayList<>(
                        account.coming.stream().filter(each -> each.decidedNs <= untilNs).toList());
        while (!due.isEmpty()) {
            Coming next = due.remove(random.nextInt(due.size()));
            account.coming.remove(next);
            account.ownMinor += next.move.amountMinor();
            account.lines.add(line(next.move, account, false, null));
        }
    }

    private Line line(Asked.Move move, Account account, boolean home, @Nullable String refusal) {
        return new Line(
                move.key(),
                home ? move.key() : null,
                move.from(),
                move.to(),
                move.amountMinor(),
                move.reverses(),
                refusal,
                account.ownMinor,
                nowNs,
                nowNs,
                account.shard,
                ++indexes[account.shard],
                "");
    }
}
