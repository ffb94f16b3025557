package org.davebank.membership;

/**
 * How reliable this node's own observations are: 0 is healthy, {@link #SCORE_MAX} is worst
 * (Lifeguard, section IV-A). A node that is itself slow or cut off waits longer before it suspects
 * others.
 */
final class LocalHealth {

    static final int SCORE_MAX = 8;

    private int score;

    int score() {
        return score;
    }

    void worsen(int by) {
        score = Math.min(SCORE_MAX, score + by);
    }

    void improve() {
        score = Math.max(0, score - 1);
    }

    long stretch(long ns) {
        return ns * (score + 1);
    }
}
