package org.davebank.history;

import java.util.List;

/**
 * What a checker found.
 *
 * @param judged how many calls it has looked at
 * @param undecided how many of them it gave up because of the work
 * @param violations how often the history is broken
 * @param examples the first of them, in words
 */
public record Finding(long judged, long undecided, long violations, List<String> examples) {

    /** UNDECIDED means that a part could not be judged and the rest is in order. */
    public enum Ruling {
        OK,
        VIOLATED,
        UNDECIDED
    }

    public Finding {
        examples = List.copyOf(examples);
    }

    public Ruling ruling() {
        if (violations > 0) {
            return Ruling.VIOLATED;
        }
        return undecided > 0 ? Ruling.UNDECIDED : Ruling.OK;
    }
}
