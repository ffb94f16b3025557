package org.davebank.bot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares DaveBot's history with the bank's books.
 *
 * <pre>
 * Rules
 *   J1  an acknowledged order is in the books exactly once, as it was acknowledged
 *   J2  a recorded rejection is in the books as a rejection; an unrecorded one left no record
 *   J3  an order that was not done left no record; an unknown one left one record or none
 *   J4  the books have no order of this run that DaveBot did not send
 *   J5  every balance_after is the replay of the records up to it, the effective part is never
 *       below zero, and funds were insufficient where the bank said so
 *   J6  each balance is the sum of the orders, posted ones and resolved ones
 *   J7  an order that began after another one had ended comes later in its shard's log
 *   J8  a posted transfer is in the books of both accounts once, with the same amount; a rejected one
 *       in those of the payer alone
 *   J9  an order on an account that began after a payment to it had ended comes later in its shard's log
 *   J10 reversals give back at most what was posted
 *   J11 captures and releases take at most what was held, and nothing after the hold has ended
 *   J12 what is held is what the records of holds leave, and is not available; holds end in time
 * </pre>
 */
public final class Judge {

    static final int EXAMPLES_MAX = 20;

    /** A shard that had no leader ends its holds late. */
    private static final long OVERDUE_MS = 30_000;

    /** Rejections that the ledger records; others leave no record. */
    private static final Set<String> RECORDED =
            Set.of(
                    "invalid_effective_at",
                    "insufficient_funds",
                    "account_frozen",
                    "account_closed",
                    "already_reversed",
                    "exceeds_original",
                    "hold_ended",
                    "hold_settled",
                    "exceeds_hold",
                    "balance_overflow");

    /** An operation with its place in a shard's log. */
    private record Placed(Operation operation, long endNs, long index) {}

    private final String run;
    private final Map<String, Statement> statements;
    private final Map<String, List<Entry>> byKey = new HashMap<>();
    private final Map<String, Entry> homes = new HashMap<>();
    private final Map<String, List<Entry>> credits = new HashMap<>();
    private final Map<String, Long> reversed = new TreeMap<>();
    private final Map<String, List<Placed>> ofAccount = new TreeMap<>();
    private final List<Placed> payments = new ArrayList<>();
    private final Map<String, Long> expected = new HashMap<>();
    private final Map<Integer, List<Placed>> placed = new TreeMap<>();
    private final Map<String, Order> orders = new HashMap<>();
    private boolean allKnown = true;
    private final List<String> examples = new ArrayList<>();
    private int violations;
    private int posted;
    private int rejected;
    private int notDone;
    private int resolvedPosted;
    private int resolvedAbsent;
    private int foreign;

    private Judge(String run, Map<String, Statement> statements) {
        this.run = run;
        this.statements = statements;
    }

    /**
     * Judges a run.
     *
     * @param run the prefix of the keys of this run, and of no others
     * @param statements the statement of every used account, read after the last operation ended
     */
    public static Verdict judge(
            String run, List<Operation> operations, Map<String, Statement> statements) {
        Judge judge = new Judge(run, statements);
        judge.sortEntries();
        for (Operation each : operations) {
            judge.orders.put(each.order().key(), each.order());
            judge.allKnown &= !(each.outcome() instanceof Outcome.Unknown);
        }
        operations.forEach(judge::resolve);
        judge.findUnasked(operations);
        statements.values().forEach(judge::replay);
        judge.placed.forEach(judge::checkOrder);
        judge.payments.forEach(judge::checkSeen);
        judge.checkReversed();
        return new Verdict(
                judge.violations == 0 ? Verdict.Ruling.CORRECT : Verdict.Ruling.VIOLATED,
                operations.size(),
                judge.posted,
                judge.rejected,
                judge.notDone,
                judge.resolvedPosted,
                judge.resolvedAbsent,
                judge.foreign,
                judge.violations,
                judge.examples);
    }

    private void broken(String rule, String text) {
        violations++;
        if (examples.size() < EXAMPLES_MAX) {
            examples.add(rule + ": " + text);
        }
    }

    private @Nullable String runKey(Entry entry) {
        String key = entry.key();
        if (key != null && key.startsWith(run)) {
            return key;
        }
        String reference = entry.reference();
        return reference != null && reference.startsWith(run) ? reference : null;
    }

    private void sortEntries() {
        for (Statement statement : statements.values()) {
            expected.put(statement.account(), 0L);
            for (Entry entry : statement.entries()) {
                String key = runKey(entry);
                if (entry.isCreditOf(statement.account())) {
                    credits.computeIfAbsent(entry.id(), any -> new ArrayList<>()).add(entry);
                    continue;
                }
                homes.put(entry.id(), entry);
                if (key == null) {
                    foreign += isEndOfOwnHold(entry) ? 0 : 1;
                } else {
                    byKey.computeIfAbsent(key, any -> new ArrayList<>()).add(entry);
                }
            }
        }
        for (List<Entry> each : credits.values()) {
            foreign += isOwn(each.getFirst()) ? 0 : 1;
        }
    }

    /** Whether the bank itself has ended a hold of this run, whose record comes before. */
    private boolean isEndOfOwnHold(Entry entry) {
        Entry hold = entry.hold() == null ? null : homes.get(entry.hold());
        return entry.kind() == Kind.RELEASE && hold != null && runKey(hold) != null;
    }

    /** Whether the order of a record is one of this run. */
    private boolean isOwn(Entry entry) {
        Entry home = homes.get(entry.id());
        return home != null && runKey(home) != null;
    }

    private void resolve(Operation operation) {
        Order order = operation.order();
        List<Entry> found = byKey.getOrDefault(order.key(), List.of());
        if (found.size() > 1) {
            broken("J1", order.key() + " is in the books " + found.size() + " times");
        }
        Entry entry = found.isEmpty() ? null : found.getFirst();
        if (entry != null && !sameOrder(order, entry)) {
            broken("J1", order + " is in the books as " + entry);
        }
        switch (operation.outcome()) {
            case Outcome.Posted outcome -> {
                posted++;
                checkAcknowledged(outcome.entry(), entry);
                addTo(order);
            }
            case Outcome.Rejected outcome -> {
                rejected++;
                checkRejected(order, outcome, entry);
            }
            case Outcome.NotDone outcome -> {
                notDone++;
                if (entry != null) {
                    broken("J3", order.key() + " was said not to be done, and is in the books");
                }
            }
            case Outcome.Unknown outcome -> {
                if (entry != null && entry.posted()) {
                    resolvedPosted++;
                    posted++;
                    addTo(order);
                } else {
                    resolvedAbsent++;
                }
            }
        }
        checkCredit(operation, entry);
        if (entry != null) {
            boolean open = operation.outcome() instanceof Outcome.Unknown;
            Placed at =
                    new Placed(operation, open ? Long.MAX_VALUE : operation.endNs(), entry.index());
            placed.computeIfAbsent(entry.shard(), any -> new ArrayList<>()).add(at);
            ofAccount.computeIfAbsent(order.account(), any -> new ArrayList<>()).add(at);
        }
    }

    /** The other half of a transfer, or of the reversal of one. */
    private void checkCredit(Operation operation, @Nullable Entry entry) {
        Order order = operation.order();
        if (order.payee() == null || entry == null) {
            return;
        }
        List<Entry> found = credits.getOrDefault(entry.id(), List.of());
        int wanted = entry.posted() ? 1 : 0;
        if (found.size() != wanted) {
            broken(
                    "J8",
                    order.key()
                            + " is "
                            + found.size()
                            + " times in the books of "
                            + order.to()
                            + ", as "
                            + entry);
        } else if (wanted == 1 && found.getFirst().amountMinor() != entry.amountMinor()) {
            broken("J8", "of " + entry + " arrived " + found.getFirst());
        } else if (wanted == 1 && operation.outcome() instanceof Outcome.Posted) {
            payments.add(new Placed(operation, operation.endNs(), found.getFirst().index()));
        }
    }

    private static boolean sameOrder(Order order, Entry entry) {
        return entry.account().equals(order.account())
                && Objects.equals(entry.to(), order.to())
                && entry.kind() == order.kind()
                && entry.amountMinor() == order.amountMinor();
    }

    private void addTo(Order order) {
        expected.merge(order.account(), order.effectMinor(), Long::sum);
        if (order.payee() != null) {
            expected.merge(order.payee(), order.amountMinor(), Long::sum);
        }
    }

    private void checkAcknowledged(Entry acknowledged, @Nullable Entry entry) {
        if (entry == null) {
            broken("J1", "acknowledged and lost: " + acknowledged);
        } else if (!entry.equals(acknowledged)) {
            broken("J1", "acknowledged as " + acknowledged + ", in the books as " + entry);
        }
    }

    private void checkRejected(Order order, Outcome.Rejected outcome, @Nullable Entry entry) {
        if (entry != null && entry.posted()) {
            broken("J2", order.key() + " was rejected (" + outcome.code() + ") and is posted");
        } else if (entry != null && !outcome.code().equals(entry.code())) {
            broken("J2", order.key() + " was " + outcome.code() + " and is now " + entry.code());
        } else if (entry == null && RECORDED.contains(outcome.code())) {
            broken("J2", "the rejection of " + order.key() + " is not in the books");
        }
    }

    private void findUnasked(List<Operation> operations) {
        Map<String, List<Entry>> unasked = new TreeMap<>(byKey);
        operations.forEach(operation -> unasked.remove(operation.order().key()));
        unasked.forEach((key, entries) -> broken("J4", "nobody asked for " + entries.getFirst()));
    }

    private void replay(Statement statement) {
        long balance = 0;
        long foreignMinor = 0;
        long lastIndex = -1;
        List<Entry> later = new ArrayList<>();
        HeldFunds held = new HeldFunds(run, orders);
        for (Entry entry : statement.entries()) {
            if (entry.index() < lastIndex) {
                broken("J5", "the history of " + entry.account() + " is out of order: " + entry);
            }
            lastIndex = entry.index();
            long before = balance;
            later.removeIf(each -> !each.waitsAt(entry.committedMs(), statement.account()));
            boolean credit = entry.isCreditOf(statement.account());
            long waiting = later.stream().mapToLong(Entry::amountMinor).sum();
            if (entry.posted()) {
                balance = after(balance, entry, credit);
                takeHeld(held, entry, credit);
            } else if ("insufficient_funds".equals(entry.code())
                    && entry.amountMinor() <= balance - waiting - held.mostMinor()) {
                long free = balance - waiting - held.mostMinor();
                broken("J5", "rejected with " + free + " in the account: " + entry);
            }
            if (entry.balanceAfterMinor() != balance) {
                broken("J5", "the balance is " + balance + " after " + entry);
                balance = entry.balanceAfterMinor();
            }
            long free = balance - waiting - held.leastMinor();
            if (entry.posted() && free < 0 && (balance < before || entry.kind() == Kind.HOLD)) {
                broken("J5", "overdrawn to " + free + " by " + entry);
            }
            if (entry.waitsAt(entry.committedMs(), statement.account())) {
                later.add(entry);
            }
            if (entry.posted() && entry.reverses() != null && !credit) {
                reversed.merge(entry.reverses(), entry.amountMinor(), Long::sum);
            }
            if (!isOwn(entry)) {
                foreignMinor += balance - before;
            }
        }
        checkHeld(statement, held, later.isEmpty());
        if (statement.balanceMinor() != balance) {
            broken(
                    "J5",
                    statement.account()
                            + " has "
                            + statement.balanceMinor()
                            + ", its records say "
                            + balance);
        }
        long asked = expected.getOrDefault(statement.account(), 0L) + foreignMinor;
        if (statement.balanceMinor() != asked) {
            broken(
                    "J6",
                    statement.account()
                            + " has "
                            + statement.balanceMinor()
                            + ", its orders add up to "
                            + asked);
        }
    }

    private void takeHeld(HeldFunds held, Entry entry, boolean credit) {
        if (!credit) {
            List<Entry> arrived = credits.getOrDefault(entry.id(), List.of());
            boolean inShard =
                    entry.to() == null
                            || (!arrived.isEmpty() && arrived.getFirst().shard() == entry.shard());
            String wrong = held.take(entry, inShard);
            if (wrong != null) {
                broken("J11", wrong);
            }
        }
    }

    /** Transfers that are not decided are held too, so the bank may hold more after unknown outcomes. */
    private void checkHeld(Statement statement, HeldFunds held, boolean allEffective) {
        long heldMinor = statement.heldMinor();
        if (heldMinor < held.leastMinor() || (allKnown && heldMinor > held.leastMinor())) {
            broken(
                    "J12",
                    statement.account()
                            + " holds "
                            + heldMinor
                            + ", its records leave "
                            + held.leastMinor());
        }
        long free = statement.balanceMinor() - heldMinor;
        if (allEffective && statement.availableMinor() != free) {
            broken(
                    "J12",
                    statement.account()
                            + " has "
                            + statement.availableMinor()
                            + " available and not "
                            + free);
        }
        Entry overdue = held.overdue(statement.readMs() - OVERDUE_MS);
        if (overdue != null) {
            broken("J12", "it has not ended in time: " + overdue);
        }
    }

    private long after(long balance, Entry entry, boolean credit) {
        if (credit) {
            return balance + entry.amountMinor();
        }
        return switch (entry.kind()) {
            case DEPOSIT -> balance + entry.amountMinor();
            case WITHDRAWAL, TRANSFER, CAPTURE -> balance - entry.amountMinor();
            case HOLD, RELEASE -> balance;
            case REVERSAL -> {
                Entry original = homes.get(String.valueOf(entry.reverses()));
                boolean back = original != null && original.isPaidOut();
                yield back ? balance + entry.amountMinor() : balance - entry.amountMinor();
            }
            case OTHER -> entry.balanceAfterMinor();
        };
    }

    private void checkReversed() {
        reversed.forEach((id, minor) -> {
            Entry original = homes.get(id);
            if (original != null && minor > original.amountMinor()) {
                broken("J10", minor + " were given back of " + original);
            }
        });
    }

    /** Every order on the payee's account that began after a payment had ended saw the payment. */
    private void checkSeen(Placed payment) {
        String payee = payment.operation().order().payee();
        for (Placed each : ofAccount.getOrDefault(String.valueOf(payee), List.of())) {
            if (each.operation().startNs() > payment.endNs() && each.index() < payment.index()) {
                broken(
                        "J9",
                        each.operation().order().key()
                                + " began after "
                                + payment.operation().order().key()
                                + " had paid "
                                + payee
                                + ", and has index "
                                + each.index()
                                + ", not above "
                                + payment.index());
            }
        }
    }

    /**
     * Sweeps a shard's operations by time: each must have a later index than all that had ended
     * before it began.
     */
    private void checkOrder(int shard, List<Placed> all) {
        List<Placed> byStart = new ArrayList<>(all);
        byStart.sort(Comparator.comparingLong(each -> each.operation().startNs()));
        List<Placed> byEnd = new ArrayList<>(all);
        byEnd.sort(Comparator.comparingLong(Placed::endNs));
        int ended = 0;
        Placed latest = null;
        for (Placed next : byStart) {
            while (ended < byEnd.size() && byEnd.get(ended).endNs() < next.operation().startNs()) {
                Placed done = byEnd.get(ended++);
                if (latest == null || done.index() > latest.index()) {
                    latest = done;
                }
            }
            if (latest != null && next.index() <= latest.index()) {
                broken(
                        "J7",
                        "in shard "
                                + shard
                                + ", "
                                + next.operation().order().key()
                                + " began after "
                                + latest.operation().order().key()
                                + " had ended, but has index "
                                + next.index()
                                + ", not above "
                                + latest.index());
            }
        }
    }
}
