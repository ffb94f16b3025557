package org.davebank.io;

import org.davebank.node.port.Time;

/** The clocks of this machine. Any thread. */
public final class SystemTime implements Time {

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }
}
