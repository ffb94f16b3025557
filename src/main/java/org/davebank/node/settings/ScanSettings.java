package org.davebank.node.settings;

/**
 * How much of a node's time may go into queries that look at many records, in units of {@link
 * org.davebank.ledger.state.LedgerScan}.
 *
 * @param turnUnits what all scans of the node together may spend in one turn of its loop
 * @param sliceUnits what one scan gets before another one's turn has come; at most {@code turnUnits}
 */
public record ScanSettings(int turnUnits, int sliceUnits) {

    /** So many queries that span turns may be under way on a node. */
    public static final int LONG_MAX = 48;

    /** A turn spends about 2 ms, 5 ms when every page comes from the operating system's cache. */
    public static final ScanSettings DEFAULT = new ScanSettings(4_096, 1_024);

    public ScanSettings {
        if (sliceUnits < 1 || turnUnits < sliceUnits) {
            throw new IllegalArgumentException("a turn has at least one slice of at least 1 unit");
        }
    }
}
