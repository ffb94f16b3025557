package org.davebank.bot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Generates traffic, records its history, and has it judged. One object is one run. {@link #run}
 * blocks; {@link #stop} and {@link #counts} are for other threads.
 */
public final class DaveBot {

    /** Concurrent orders. */
    static final int WORKERS_MAX = 16;

    /** A history longer than this is judged before more traffic is generated. */
    public static final int OPERATIONS_MAX = 100_000;

    /** After this long without any definite answer the network counts as gone. */
    static final long GONE_NS = 60_000_000_000L;

    /** After every so many orders a balance is read, of the payee if there is one. */
    private static final int LOOK_EVERY = 4;

    /** Every so many orders are sent once more after their answer, under the same key. */
    private static final int REPEAT_EVERY = 40;

    private static final long BEHIND_NS_MAX = 1_000_000_000L;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /**
     * The settings of a run.
     *
     * @param name unique among all runs; keys begin with it
     * @param ratePerSecond orders a second at most
     * @param seconds duration, 0 to run until stopped
     * @param payments whether most orders are payments to accounts of other shards
     */
    public record Plan(
            String name,
            int ratePerSecond,
            int accounts,
            int seconds,
            long seed,
            boolean payments) {

        /** Everyday traffic. */
        public Plan(String name, int ratePerSecond, int accounts, int seconds, long seed) {
            this(name, ratePerSecond, accounts, seconds, seed, false);
        }

        public Plan {
            if (ratePerSecond < 1 || accounts < 1 || seconds < 0) {
                throw new IllegalArgumentException("rate and accounts are at least 1");
            }
        }

        String run() {
            return "bot-" + name + "-";
        }
    }

    /** The counts so far; {@code slowestMs} is the longest that one order took. */
    public record Counts(
            long accounts, long posted, long rejected, long notDone, long unknown, long slowestMs) {
        public long operations() {
            return posted + rejected + notDone + unknown;
        }
    }

    private final Teller teller;
    private final Plan plan;
    private final List<Operation> history = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong nextSlotNs = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Counts counts = new Counts(0, 0, 0, 0, 0, 0);
    private volatile long definiteNs;
    private volatile Trail trail = new Trail(List.of(), Map.of());

    public DaveBot(Teller teller, Plan plan) {
        this.teller = teller;
        this.plan = plan;
    }

    public Counts counts() {
        return counts;
    }

    /** What was done; empty until {@link #run} has ended. */
    public Trail trail() {
        return trail;
    }

    /** Ends the traffic; {@link #run} goes on to the verdict. */
    public void stop() {
        stopped.countDown();
    }

    /** Opens accounts, generates traffic until time is up, and judges it. */
    public Verdict run() throws InterruptedException {
        try {
            List<String> accounts = openAccounts();
            makeTraffic(accounts);
            Map<String, Statement> statements = new TreeMap<>();
            for (String account : accounts) {
                statements.put(account, teller.statement(account));
            }
            trail = new Trail(history, statements);
            return Judge.judge(plan.run(), List.copyOf(history), List.copyOf(looks), statements);
        } catch (Unreachable e) {
            return Verdict.unknown(history.size(), String.valueOf(e.getMessage()));
        }
    }

    private List<String> openAccounts() throws Unreachable {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < plan.accounts() && !isStopped(); i++) {
            accounts.add(teller.open(Traffic.holder(i), plan.run() + "account-" + i));
            counts = new Counts(accounts.size(), 0, 0, 0, 0, 0);
        }
        return accounts;
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void makeTraffic(List<String> accounts) throws InterruptedException {
        if (accounts.isEmpty() || isStopped()) {
            return;
        }
        Traffic traffic =
                new Traffic(
                        plan.run(), accounts, plan.payments(), new SplittableRandom(plan.seed()));
        long beganNs = System.nanoTime();
        nextSlotNs.set(beganNs);
        definiteNs = beganNs;
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(WORKERS_MAX, plan.ratePerSecond()); i++) {
            workers.add(Thread.ofVirtual().name("bot-" + i).start(() -> work(traffic)));
        }
        if (plan.seconds() > 0) {
            if (!stopped.await(plan.seconds(), TimeUnit.SECONDS)) {
                stop();
            }
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work(Traffic traffic) {
        while (awaitSlot()) {
            Order order = traffic.next();
            Operation operation = order(order);
            count(operation);
            if (operation.outcome() instanceof Outcome.Posted posted) {
                traffic.learn(posted.entry());
            }
            long number = made.incrementAndGet();
            if (number % LOOK_EVERY == 0) {
                look(order.to() == null ? order.account() : order.to());
            }
            if (number % REPEAT_EVERY == 0) {
                order(order);
            }
        }
    }

    private Operation order(Order order) {
        long startNs = System.nanoTime();
        Outcome outcome = teller.post(order);
        Operation operation = new Operation(order, startNs, System.nanoTime(), outcome);
        synchronized (this) {
            history.add(operation);
        }
        return operation;
    }

    /** Reads the balance of an account; a read without an answer says nothing. */
    private void look(String account) {
        long startNs = System.nanoTime();
        try {
            long minor = teller.balanceMinor(account);
            Look look = new Look(account, startNs, System.nanoTime(), minor);
            synchronized (this) {
                looks.add(look);
            }
        } catch (Unreachable e) {
            return;
        }
    }

    /** False once the run is over. A bot that is far behind does not catch up in a burst. */
    private boolean awaitSlot() {
        long stepNs = NS_PER_SECOND / plan.ratePerSecond();
        long slotNs = nextSlotNs.getAndAdd(stepNs);
        long nowNs = System.nanoTime();
        if (nowNs - slotNs > BEHIND_NS_MAX) {
            nextSlotNs.set(nowNs);
        }
        while (!isStopped() && System.nanoTime() < slotNs) {
            LockSupport.parkNanos(Math.min(slotNs - System.nanoTime(), 100_000_000L));
        }
        return !isStopped();
    }

    private synchronized void count(Operation operation) {
        long tookMs = (operation.endNs() - operation.startNs()) / 1_000_000;
        Counts c = counts;
        long slowest = Math.max(c.slowestMs(), tookMs);
        boolean definite = false;
        switch (operation.outcome()) {
            case Outcome.Posted any -> {
                definite = true;
                c = new Counts(c.accounts, c.posted + 1, c.rejected, c.notDone, c.unknown, slowest);
            }
            case Outcome.Rejected any -> {
                definite = true;
                c = new Counts(c.accounts, c.posted, c.rejected + 1, c.notDone, c.unknown, slowest);
            }
            case Outcome.NotDone any ->
                    c =
                            new Counts(
                                    c.accounts,
                                    c.posted,
                                    c.rejected,
                                    c.notDone + 1,
                                    c.unknown,
                                    slowest);
            case Outcome.Unknown any ->
                    c =
                            new Counts(
                                    c.accounts,
                                    c.posted,
                                    c.rejected,
                                    c.notDone,
                                    c.unknown + 1,
                                    slowest);
        }
        counts = c;
        long nowNs = System.nanoTime();
        if (definite) {
            definiteNs = nowNs;
        }
        if (history.size() >= OPERATIONS_MAX || nowNs - definiteNs > GONE_NS) {
            stop();
        }
    }
}
