package org.davebank.io;

import org.davebank.node.port.Time;

/**
 * The clocks that a node sees: those of the machine, with a wall clock that a fault may have set
 * wrong. The loop's thread uses it.
 */
record HarmedTime(Time real, UdpNetwork network) implements Time {

    @Override
    public long nowNs() {
        return real.nowNs();
    }

    @Override
    public long wallMs() {
        return real.wallMs() + network.wallAheadMs();
    }
}
