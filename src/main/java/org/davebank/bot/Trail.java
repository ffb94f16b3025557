package org.davebank.bot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run did and what the bank has of it, for drills: what was under way at a moment, when it was
 * decided, and how often the bank answered. Whether the books are right is the {@link Judge}'s question.
 */
public final class Trail {

    private final List<Operation> operations;
    private final Map<String, List<Entry>> homes = new HashMap<>();
    private final Map<String, List<Entry>> credits = new HashMap<>();
    private final Map<String, Integer> shards = new TreeMap<>();

    /** @param operations of those with one key, the first counts */
    Trail(List<Operation> operations, Map<String, Statement> statements) {
        Map<String, Operation> firsts = new LinkedHashMap<>();
        operations.forEach(each -> firsts.putIfAbsent(each.order().key(), each));
        this.operations = List.copyOf(firsts.values());
        for (Statement statement : statements.values()) {
            for (Entry entry : statement.entries()) {
                if (entry.isCreditOf(statement.account())) {
                    credits.computeIfAbsent(entry.id(), any -> new ArrayList<>()).add(entry);
                } else {
                    shards.put(statement.account(), entry.shard());
                    String key = entry.key();
                    if (key != null) {
                        homes.computeIfAbsent(key, any -> new ArrayList<>()).add(entry);
                    }
                }
            }
        }
    }

    /** Number of orders. */
    public int orders() {
        return operations.size();
    }

    private static boolean isMovement(Operation each) {
        return each.order().payee() != null;
    }

    /** Number of orders that move money between accounts of different shards. */
    public long betweenShards() {
        return operations.stream().filter(Trail::isMovement).filter(this::crosses).count();
    }

    private boolean crosses(Operation each) {
        Integer from = shards.get(each.order().account());
        Integer to = shards.get(String.valueOf(each.order().payee()));
        return from != null && to != null && !from.equals(to);
    }

    private List<Operation> movementsAt(long ns) {
        return operations.stream()
                .filter(Trail::isMovement)
                .filter(each -> each.startNs() - ns <= 0 && each.endNs() - ns > 0)
                .toList();
    }

    /**
     * The orders between two accounts that were under way, that is sent and not answered.
     *
     * @param ns monotonic
     * @return their number by kind
     */
    public Map<Kind, Integer> underWayAt(long ns) {
        Map<Kind, Integer> byKind = new TreeMap<>();
        movementsAt(ns).forEach(each -> byKind.merge(each.order().kind(), 1, Integer::sum));
        return byKind;
    }

    /** When the last order that was under way at a moment was decided, wall milliseconds; 0 without any. */
    public long decidedMs(long ns) {
        long lastMs = 0;
        for (Operation each : movementsAt(ns)) {
            for (Entry entry : homes.getOrDefault(each.order().key(), List.of())) {
                lastMs = Math.max(lastMs, entry.committedMs());
            }
        }
        return lastMs;
    }

    /** When a shard first acknowledged an order that was begun after a moment; null if it never did. */
    public @Nullable Long firstAcknowledgedNs(int shard, long afterNs) {
        Long first = null;
        for (Operation each : operations) {
            boolean counts =
                    each.startNs() - afterNs >= 0
                            && each.outcome() instanceof Outcome.Posted posted
                            && posted.entry().shard() == shard;
            if (counts && (first == null || each.endNs() - first < 0)) {
                first = each.endNs();
            }
        }
        return first;
    }

    private List<Entry> posted(Operation each) {
        return homes.getOrDefault(each.order().key(), List.of()).stream()
                .filter(Entry::posted)
                .toList();
    }

    /** Acknowledged orders that the books do not have. */
    public long lost() {
        return operations.stream()
                .filter(each -> each.outcome() instanceof Outcome.Posted)
                .filter(each -> posted(each).isEmpty())
                .count();
    }

    /** Orders that were debited or credited more than once. */
    public long doubled() {
        return operations.stream()
                .map(this::posted)
                .filter(entries ->
                        entries.size() > 1 || entries.stream().anyMatch(each -> credits(each) > 1))
                .count();
    }

    private int credits(Entry home) {
        return credits.getOrDefault(home.id(), List.of()).size();
    }

    /** Orders between two accounts that were debited and not credited. */
    public long half() {
        return operations.stream()
                .filter(Trail::isMovement)
                .map(this::posted)
                .filter(entries -> entries.stream().anyMatch(each -> credits(each) == 0))
                .count();
    }
}
