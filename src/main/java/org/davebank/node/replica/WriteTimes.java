package org.davebank.node.replica;

import org.davebank.ledger.state.Ledger;
import org.davebank.node.wire.GroupWork;

/** Latency statistics of the commands that a replica has answered as leader. */
final class WriteTimes {

    private long answered;
    private long waitedNs;
    private long slowestNs;

    void add(int commands, long eachWaitedNs) {
        answered += commands;
        waitedNs += commands * eachWaitedNs;
        slowestNs = Math.max(slowestNs, eachWaitedNs);
    }

    /** The figures for a report; the maximum covers the time since the last report. */
    GroupWork take(Ledger ledger) {
        long slowestUs = slowestNs / 1_000;
        slowestNs = 0;
        return new GroupWork(
                ledger.accountCount(),
                ledger.transactionCount(),
                ledger.rejectedCount(),
                answered,
                waitedNs / 1_000,
                slowestUs);
    }
}
