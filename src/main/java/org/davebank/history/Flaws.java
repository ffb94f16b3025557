package org.davebank.history;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong: counts all, keeps a few in words. */
final class Flaws {

    private static final int EXAMPLES_MAX = 20;

    private final List<String> examples = new ArrayList<>();
    private long count;

    void add(String rule, String text) {
        count++;
        if (examples.size() < EXAMPLES_MAX) {
            examples.add(rule + ": " + text);
        }
    }

    Finding finding(long judged, long undecided) {
        return new Finding(judged, undecided, count, examples);
    }
}
