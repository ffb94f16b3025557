package org.davebank.history;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients asked and heard, and what the bank shows in the end.
 *
 * @param calls in any order
 * @param books by account; what happens to other accounts is not judged
 */
public record History(List<Call> calls, Map<String, Book> books) {
    public History {
        calls = List.copyOf(calls);
        books = Collections.unmodifiableMap(new TreeMap<>(books));
    }
}
