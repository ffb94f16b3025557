package org.davebank.ledger;

import org.davebank.base.WireWriter;

/** A batch as the body of a log entry. */
public final class BatchBytes {

    private BatchBytes() {}

    public static void write(WireWriter out, LedgerBatch batch) {
        out.varint(batch.stampMs()).varint(batch.commands().size());
        LedgerCodec.writeRun(out, batch.commands());
    }
}
