package org.davebank.simulator.event;

import org.davebank.simulator.check.Operation;

/** One time that a client asked one node about an operation. */
public final class Attempt {

    public final Operation operation;
    public final int machine;
    public final long life;
    public final long timeoutNs;
    private boolean over;

    public Attempt(Operation operation, int machine, long life, long timeoutNs) {
        this.operation = operation;
        this.machine = machine;
        this.life = life;
        this.timeoutNs = timeoutNs;
    }

    /** True the first time only: an attempt is answered, given up or lost, once. */
    public boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }
}
