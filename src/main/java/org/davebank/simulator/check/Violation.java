package org.davebank.simulator.check;

/** A broken invariant: the run ends here, and the seed replays it. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Violation(String rule) {
        super(rule);
    }

    public Violation(String rule, Throwable cause) {
        super(rule, cause);
    }
}
