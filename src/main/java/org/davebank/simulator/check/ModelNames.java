package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Maps keys or ids to records: each to one record, or to a newer one each time rows were decided
 * again.
 */
final class ModelNames {

    /** @param index from which on the name leads to the record */
    private record Named(Transaction record, long index) {}

    private final Map<String, List<Named>> named = new LinkedHashMap<>();

    /** From here on the name leads to this new record. */
    void leads(String name, Transaction record, long index) {
        named.computeIfAbsent(name, any -> new ArrayList<>()).add(new Named(record, index));
    }

    /** From here on the name leads to the record, unless it leads to one already. */
    void bind(String name, Transaction record, long index) {
        if (!named.containsKey(name)) {
            leads(name, record, index);
        }
    }

    /** All records that the name has led to, oldest first. */
    List<Transaction> all(String name) {
        return named.getOrDefault(name, List.of()).stream().map(Named::record).toList();
    }

    @Nullable Transaction newest(String name) {
        List<Transaction> all = all(name);
        return all.isEmpty() ? null : all.getLast();
    }

    /** The record that the name led to right after a log index. */
    @Nullable Transaction at(String name, long index) {
        Transaction found = null;
        for (Named each : named.getOrDefault(name, List.of())) {
            found = each.index() <= index ? each.record() : found;
        }
        return found;
    }
}
