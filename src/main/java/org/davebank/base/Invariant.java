package org.davebank.base;

/**
 * Assertions that are always enabled: a broken invariant stops the node before the damage spreads.
 */
public final class Invariant {

    private Invariant() {}

    /** Throws {@link Broken} unless {@code holds}. */
    public static void check(boolean holds, String rule) {
        if (!holds) {
            throw new Broken(rule);
        }
    }

    /** Throws {@link Broken} unless {@code holds}; the two values are appended to the rule. */
    public static void check(boolean holds, String rule, long actual, long bound) {
        if (!holds) {
            throw new Broken(rule + " (" + actual + ", " + bound + ")");
        }
    }

    /** A broken invariant: a bug or damaged state, never a user's mistake. */
    public static final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        public Broken(String rule) {
            super("invariant broken: " + rule);
        }
    }
}
