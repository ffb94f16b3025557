package org.davebank.simulator;

/** A rule that must always hold was broken: the run ends here, and the seed replays it. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String rule) {
        super(rule);
    }

    Violation(String rule, Throwable cause) {
        super(rule, cause);
    }
}
