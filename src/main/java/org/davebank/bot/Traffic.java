package org.davebank.bot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulates the payments of a small town: wages come in, rent and shopping go out, and now and then
 * a withdrawal exceeds the balance. Thread-safe.
 */
final class Traffic {

    /** A kind of payment, with its amounts in minor units and its relative frequency. */
    private record Habit(Kind kind, String text, long least, long most, int weight) {}

    private static final Habit WAGES = new Habit(Kind.DEPOSIT, "Wages", 120_000, 420_000, 6);

    private static final List<Habit> HABITS =
            List.of(
                    WAGES,
                    new Habit(Kind.DEPOSIT, "Cash paid in", 1_000, 30_000, 8),
                    new Habit(Kind.DEPOSIT, "Refund", 199, 7_999, 5),
                    new Habit(Kind.DEPOSIT, "Sold on the flea market", 500, 9_000, 3),
                    new Habit(Kind.WITHDRAWAL, "Groceries", 350, 14_000, 26),
                    new Habit(Kind.WITHDRAWAL, "Coffee and a bun", 180, 950, 18),
                    new Habit(Kind.WITHDRAWAL, "Train ticket", 240, 6_500, 10),
                    new Habit(Kind.WITHDRAWAL, "Cash machine", 1_000, 20_000, 8),
                    new Habit(Kind.WITHDRAWAL, "Electricity", 4_000, 16_000, 4),
                    new Habit(Kind.WITHDRAWAL, "Rent", 45_000, 160_000, 4),
                    new Habit(Kind.WITHDRAWAL, "A used car", 250_000, 1_200_000, 1));

    private static final List<String> FIRST_NAMES =
            List.of(
                    "Ada", "Ben", "Cleo", "Dev", "Edith", "Femi", "Grace", "Hugo", "Ines", "Jonas",
                    "Kirsty", "Liam", "Mina", "Noor", "Olive", "Pavel", "Quinn", "Rosa", "Sven",
                    "Tess", "Umar", "Vera", "Wim", "Xenia", "Yusuf", "Zoe");

    private static final List<String> LAST_NAMES =
            List.of(
                    "Abbott",
                    "Baker",
                    "Cole",
                    "Drummond",
                    "Eriksen",
                    "Fletcher",
                    "Gupta",
                    "Hart",
                    "Ibsen",
                    "Jarvis",
                    "Kowalski",
                    "Lund",
                    "Mercer",
                    "Nkemelu",
                    "Okafor",
                    "Price",
                    "Quist",
                    "Rossi",
                    "Singh",
                    "Turner");

    private static final int WEIGHTS = HABITS.stream().mapToInt(Habit::weight).sum();

    private final String run;
    private final SplittableRandom random;
    private final Map<String, AtomicLong> balances = new HashMap<>();
    private final List<String> accounts;
    private long next;

    /** @param run the prefix of the keys */
    Traffic(String run, List<String> accounts, SplittableRandom random) {
        this.run = run;
        this.accounts = List.copyOf(accounts);
        this.random = random;
        accounts.forEach(account -> balances.put(account, new AtomicLong()));
    }

    /** A holder's name for the n-th account. */
    static String holder(int n) {
        return FIRST_NAMES.get(n % FIRST_NAMES.size())
                + " "
                + LAST_NAMES.get((n / FIRST_NAMES.size() + n * 7) % LAST_NAMES.size());
    }

    /** The next order. For an empty account it is mostly wages. */
    synchronized Order next() {
        String account = accounts.get(random.nextInt(accounts.size()));
        boolean poor = known(account).get() < WAGES.least / 4;
        Habit habit = poor && random.nextInt(4) > 0 ? WAGES : habit();
        return new Order(
                run + next++,
                habit.kind,
                account,
                random.nextLong(habit.least, habit.most + 1),
                habit.text);
    }

    private Habit habit() {
        int at = random.nextInt(WEIGHTS);
        for (Habit habit : HABITS) {
            at -= habit.weight;
            if (at < 0) {
                return habit;
            }
        }
        return WAGES;
    }

    private AtomicLong known(String account) {
        return balances.computeIfAbsent(account, any -> new AtomicLong());
    }

    /** Remembers a balance, only to choose likely next orders. */
    synchronized void learn(Entry entry) {
        known(entry.account()).set(entry.balanceAfterMinor());
    }
}
