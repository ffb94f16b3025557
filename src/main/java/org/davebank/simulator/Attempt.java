package org.davebank.simulator;

import org.davebank.simulator.check.Operation;

/** One time that a client asked one node about an operation. */
final class Attempt {

    final Operation operation;
    final int machine;
    final long life;
    final long timeoutNs;
    private boolean over;

    Attempt(Operation operation, int machine, long life, long timeoutNs) {
        this.operation = operation;
        this.machine = machine;
        this.life = life;
        this.timeoutNs = timeoutNs;
    }

    /** True the first time only: an attempt is answered, given up or lost, once. */
    boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    boolean isOver() {
        return over;
    }
}
