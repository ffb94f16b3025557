package org.davebank.simulator.check;

import java.util.List;
import org.davebank.node.Node;
import org.davebank.node.settings.ScanSettings;

/** Checks that no turn of a node scans more records for its readers than allowed. */
public final class ScanWatch {

    /** So small that every list and every walk through a history spans slices and turns. */
    public static final ScanSettings SETTINGS = new ScanSettings(32, 8);

    /** What the last step of each slice may cost on top: a record and a few of its files. */
    private static final int OVER_UNITS_MAX = 160;

    private final String name;
    private long before;

    public ScanWatch(String name) {
        this.name = name;
    }

    public void clear() {
        before = 0;
    }

    /** Checks the end of a turn. A dropped replica takes its count with it. */
    public void check(List<Node.ReplicaView> replicas) {
        long now = 0;
        for (Node.ReplicaView each : replicas) {
            var ledger = each.ledger();
            now += ledger == null ? 0 : ledger.scanUnits();
        }
        if (now - before > SETTINGS.turnUnits() + OVER_UNITS_MAX) {
            throw new Violation(
                    "L1: a turn of "
                            + name
                            + " spent "
                            + (now - before)
                            + " units on queries, of "
                            + SETTINGS.turnUnits());
        }
        before = now;
    }
}
