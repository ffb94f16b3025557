package org.davebank.bot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares what the holds of an account reserve with what the bank makes of it.
 *
 * <pre>
 * Rules
 *   J13 captures and releases take at most what was held, and nothing after the hold has ended
 *   J14 what is held is what the records of holds leave, and is not available; holds end in time
 * </pre>
 */
final class HoldJudge {

    /** A shard that had no leader ends its holds late. */
    private static final long OVERDUE_MS = 30_000;

    private final String run;
    private final Map<String, Order> orders = new HashMap<>();

    /** The shard of the credit, by the id of the movement. */
    private final Map<String, Integer> arrivals = new HashMap<>();

    private final List<String> examples = new ArrayList<>();
    private boolean allKnown = true;
    private long violations;

    /** @param run the prefix of the keys of this run */
    HoldJudge(String run, List<Operation> operations, Collection<Statement> statements) {
        this.run = run;
        for (Operation each : operations) {
            orders.put(each.order().key(), each.order());
            allKnown &= !(each.outcome() instanceof Outcome.Unknown);
        }
        for (Statement statement : statements) {
            for (Entry entry : statement.entries()) {
                if (entry.isCreditOf(statement.account())) {
                    arrivals.put(entry.id(), entry.shard());
                }
            }
        }
    }

    long violations() {
        return violations;
    }

    /** The first violations, in words. */
    List<String> examples() {
        return List.copyOf(examples);
    }

    private void broken(String rule, String text) {
        violations++;
        if (examples.size() < Judge.EXAMPLES_MAX) {
            examples.add(rule + ": " + text);
        }
    }

    /** Goes through the records of an account. Where there are no holds, the checkers judge the funds. */
    void judge(Statement statement) {
        boolean used = statement.entries().stream().anyMatch(each -> each.kind() == Kind.HOLD);
        HeldFunds held = new HeldFunds(run, orders);
        List<Entry> later = new ArrayList<>();
        long balance = 0;
        for (Entry entry : statement.entries()) {
            long before = balance;
            balance = entry.balanceAfterMinor();
            later.removeIf(each -> !each.waitsAt(entry.committedMs(), statement.account()));
            long funds = balance - later.stream().mapToLong(Entry::amountMinor).sum();
            if (entry.posted() && !entry.isCreditOf(statement.account())) {
                take(held, entry);
            }
            if (entry.posted()) {
                boolean takes = balance < before || entry.kind() == Kind.HOLD;
                checkPosted(held, entry, takes, funds);
            } else if (used) {
                checkRejected(held, entry, funds);
            }
            if (entry.waitsAt(entry.committedMs(), statement.account())) {
                later.add(entry);
            }
        }
        checkHeld(statement, held, later.isEmpty());
    }

    private void take(HeldFunds held, Entry entry) {
        boolean inShard =
                entry.to() == null || Objects.equals(arrivals.get(entry.id()), entry.shard());
        String wrong = held.take(entry, inShard);
        if (wrong != null) {
            broken("J13", wrong);
        }
    }

    private void checkPosted(HeldFunds held, Entry entry, boolean takes, long fundsMinor) {
        long free = fundsMinor - held.leastMinor();
        if (takes && held.leastMinor() > 0 && free < 0) {
            broken("J14", "of what is held, " + -free + " are missing after " + entry);
        }
    }

    private void checkRejected(HeldFunds held, Entry entry, long fundsMinor) {
        long free = fundsMinor - held.mostMinor();
        if ("insufficient_funds".equals(entry.code()) && entry.amountMinor() <= free) {
            broken("J14", "rejected with " + free + " available: " + entry);
        }
    }

    /** Transfers that are not decided are held too, so the bank may hold more after unknown outcomes. */
    private void checkHeld(Statement statement, HeldFunds held, boolean allEffective) {
        long heldMinor = statement.heldMinor();
        if (heldMinor < held.leastMinor() || (allKnown && heldMinor > held.leastMinor())) {
            broken(
                    "J14",
                    statement.account()
                            + " holds "
                            + heldMinor
                            + ", its records leave "
                            + held.leastMinor());
        }
        long free = statement.balanceMinor() - heldMinor;
        if (allEffective && statement.availableMinor() != free) {
            broken(
                    "J14",
                    statement.account()
                            + " has "
                            + statement.availableMinor()
                            + " available and not "
                            + free);
        }
        Entry overdue = held.overdue(statement.readMs() - OVERDUE_MS);
        if (overdue != null) {
            broken("J14", "it has not ended in time: " + overdue);
        }
    }
}
