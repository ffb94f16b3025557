package org.davebank.io;

import org.davebank.node.port.Time;

/** The machine's clocks, with a wall clock that a fault may offset. For the loop's thread only. */
record SkewedTime(Time real, UdpNetwork network) implements Time {

    @Override
    public long nowNs() {
        return real.nowNs();
    }

    @Override
    public long wallMs() {
        return real.wallMs() + network.wallAheadMs();
    }
}
