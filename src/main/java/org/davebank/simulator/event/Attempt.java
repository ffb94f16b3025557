package org.davebank.simulator.event;

import org.davebank.simulator.check.Operation;

/** One request of a client to one node for an operation. */
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

    /** True only on the first call: an attempt is answered, given up or lost once. */
    public boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }
}
