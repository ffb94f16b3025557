package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.ledger.Transaction;
import org.jspecify.annotations.Nullable;

/** Where keys or ids lead: to one record, and where rows were decided again, to a newer one each time. */
final class ModelNames {

    /** @param index since which the name leads to the record */
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

    /** All records that the name has led to, the oldest first. */
    List<Transaction> all(String name) {
        return named.getOrDefault(name, List.of()).stream().map(Named::record).toList();
    }

    @Nullable Transaction newest(String name) {
        List<Transaction> all = all(name);
        return all.isEmpty() ? null : all.getLast();
    }

    /** Where the name led right after a log index. */
    @Nullable Transaction at(String name, long index) {
        Transaction found = null;
        for (Named each : named.getOrDefault(name, List.of())) {
            found = each.index() <= index ? each.record() : found;
        }
        return found;
    }
}
