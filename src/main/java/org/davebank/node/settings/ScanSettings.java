package org.davebank.node.settings;

/**
 * How much of a node's time queries over many records may use, in units of {@link
 * org.davebank.ledger.state.LedgerScan}.
 *
 * @param turnUnits budget of all scans of the node for one turn of its loop
 * @param sliceUnits budget of one scan before the next one runs; at most {@code turnUnits}
 */
public record ScanSettings(int turnUnits, int sliceUnits) {

    /** Maximum number of concurrent queries that span turns. */
    public static final int LONG_MAX = 48;

    /** About 2 ms per turn; 5 ms when every page comes from the operating system's cache. */
    public static final ScanSettings DEFAULT = new ScanSettings(4_096, 1_024);

    public ScanSettings {
        if (sliceUnits < 1 || turnUnits < sliceUnits) {
            throw new IllegalArgumentException("a turn has at least one slice of at least 1 unit");
        }
    }
}
