package org.davebank.bot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulates the payments of a small town: wages come in, rent and shopping go out, and now and then
 * a withdrawal exceeds the balance. People pay each other, and some of it is given back. Hotels and
 * filling stations hold funds, and take what was used. Thread-safe.
 */
final class Traffic {

    /** A kind of payment, with its amounts in minor units and its relative frequency. */
    private record Habit(Kind kind, String text, long least, long most, int weight) {}

    private static final Habit RETURN = new Habit(Kind.REVERSAL, "Goods returned", 100, 20_000, 8);

    private static final Habit PAYMENT = new Habit(Kind.TRANSFER, "Paying a bill", 100, 5_000, 0);

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
                    new Habit(Kind.WITHDRAWAL, "A used car", 250_000, 1_200_000, 1),
                    new Habit(Kind.TRANSFER, "Paying a friend back", 500, 12_000, 20),
                    new Habit(Kind.TRANSFER, "Rent of a room", 20_000, 90_000, 8),
                    new Habit(Kind.TRANSFER, "Half of the holiday", 30_000, 150_000, 4),
                    RETURN,
                    new Habit(Kind.HOLD, "Deposit for a room", 4_000, 60_000, 8),
                    new Habit(Kind.HOLD, "Fuel", 2_000, 12_000, 5),
                    new Habit(Kind.CAPTURE, "", 1, 1, 14),
                    new Habit(Kind.RELEASE, "", 1, 1, 4));

    /** Most holds are captured or released before they end; some end by themselves. */
    private static final int[] HOLDS_LAST_S = {3, 10, 30, 600};

    /** How many of ten orders are payments if most are to be; one more gives something back. */
    private static final int PAYMENTS_OF_TEN = 6;

    /** How often another payee is tried who may have an account in another shard. */
    private static final int FAR_TRIES = 8;

    /** Postings that may be reversed later. */
    private static final int REVERSIBLE_MAX = 200;

    /** Holds that may be captured or released later, ended ones among them. */
    private static final int HOLDS_MAX = 50;

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
    private final List<Entry> reversible = new ArrayList<>();
    private final List<Entry> holds = new ArrayList<>();
    private final Map<String, Integer> shards = new HashMap<>();
    private final boolean payments;
    private long next;

    /**
     * @param run the prefix of the keys
     * @param payments whether most orders are payments to accounts of other shards
     */
    Traffic(String run, List<String> accounts, boolean payments, SplittableRandom random) {
        this.run = run;
        this.payments = payments;
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
        String key = run + next++;
        if (habit.kind == Kind.REVERSAL && !reversible.isEmpty()) {
            return reversal(key, habit);
        }
        boolean step = habit.kind == Kind.CAPTURE || habit.kind == Kind.RELEASE;
        if (step && !holds.isEmpty()) {
            return step(key, habit.kind);
        }
        long amount = random.nextLong(habit.least, habit.most + 1);
        if (habit.kind == Kind.HOLD) {
            String to = random.nextBoolean() && accounts.size() > 1 ? other(account) : null;
            long lastsS = HOLDS_LAST_S[random.nextInt(HOLDS_LAST_S.length)];
            return Order.hold(key, account, to, amount, lastsS, habit.text);
        }
        boolean transfer = habit.kind == Kind.TRANSFER && accounts.size() > 1;
        return new Order(
                key,
                transfer || habit.kind == Kind.DEPOSIT ? habit.kind : Kind.WITHDRAWAL,
                account,
                transfer ? other(account) : null,
                amount,
                habit.text);
    }

    /** A part of a hold or all of it, now and then the last part or too much. */
    private Order step(String key, Kind kind) {
        Entry hold = holds.get(random.nextInt(holds.size()));
        long whole = hold.amountMinor();
        long amount =
                switch (random.nextInt(8)) {
                    case 0 -> whole + 1;
                    case 1, 2, 3, 4 -> 1 + random.nextLong(whole);
                    default -> whole;
                };
        return kind == Kind.CAPTURE
                ? Order.capture(key, hold, amount, random.nextInt(3) == 0)
                : Order.release(key, hold, amount);
    }

    /** All of a posting, half of it, or now and then more than it was. */
    private Order reversal(String key, Habit habit) {
        Entry original = reversible.get(random.nextInt(reversible.size()));
        long whole = original.amountMinor();
        long amount =
                switch (random.nextInt(8)) {
                    case 0 -> whole + 1;
                    case 1, 2, 3 -> 1 + whole / 2;
                    default -> whole;
                };
        return Order.reversal(key, original, amount, habit.text);
    }

    private String other(String account) {
        String other = any(account);
        for (int i = 0; payments && i < FAR_TRIES && isNear(account, other); i++) {
            other = any(account);
        }
        return other;
    }

    private boolean isNear(String account, String other) {
        Integer shard = shards.get(account);
        return shard == null || shard.equals(shards.get(other));
    }

    private String any(String account) {
        int at = random.nextInt(accounts.size() - 1);
        return at < accounts.indexOf(account) ? accounts.get(at) : accounts.get(at + 1);
    }

    private Habit habit() {
        int of10 = payments ? random.nextInt(10) : 10;
        if (of10 <= PAYMENTS_OF_TEN) {
            return of10 == PAYMENTS_OF_TEN ? RETURN : PAYMENT;
        }
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

    /** Remembers a posting, only to choose likely next orders. */
    synchronized void learn(Entry entry) {
        known(entry.account()).set(entry.balanceAfterMinor());
        shards.put(entry.account(), entry.shard());
        switch (entry.kind()) {
            case DEPOSIT, WITHDRAWAL, TRANSFER, CAPTURE -> keep(reversible, entry, REVERSIBLE_MAX);
            case HOLD -> keep(holds, entry, HOLDS_MAX);
            case REVERSAL, RELEASE, OTHER -> {
                // Nothing follows these.
            }
        }
    }

    private void keep(List<Entry> among, Entry entry, int max) {
        if (among.size() < max) {
            among.add(entry);
        } else {
            among.set(random.nextInt(max), entry);
        }
    }
}
