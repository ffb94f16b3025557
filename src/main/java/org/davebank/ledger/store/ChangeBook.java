package org.davebank.ledger.store;

import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerResult.Refused;
import org.jspecify.annotations.Nullable;

/**
 * The changes of this shard's accounts and their rejections, as a log of records. The records of an
 * account are a chain from the newest back. Not thread-safe.
 */
public final class ChangeBook {

    /** A record with texts of maximum length takes less than 4 KiB. */
    private static final int PAGE_BYTES = 16_384;

    private final RecordLog records;
    private final RecordCursor cursor = new RecordCursor();
    private final HashIndex keys;
    private final long recordsMax;
    private long hash;

    /** @param recordsMax capacity in changes and rejections */
    public ChangeBook(Spill spill, long recordsMax) {
        this.records = new RecordLog(PAGE_BYTES, spill);
        this.keys = new HashIndex(spill);
        this.recordsMax = recordsMax;
    }

    /** Refuses a new record when the shard is full. */
    public @Nullable Refused noRoom() {
        return records.count() >= recordsMax
                ? LedgerCapacity.refusal("changes of accounts", recordsMax)
                : null;
    }

    /** Adds a record and returns its sequence. */
    public long add(AccountChange change) {
        WireWriter out = new WireWriter();
        change.write(out);
        byte[] record = out.toBytes();
        hash = StateHash.chain(hash, record, 0, record.length);
        long sequence = records.append(record, record.length);
        String key = change.command().key();
        if (key != null) {
            keys.add(StateHash.ofText(change.command().account().value(), key), sequence);
        }
        return sequence;
    }

    /** The record of an account's idempotency key, or null. */
    public @Nullable AccountChange find(int account, String key) {
        if (records.count() == 0) {
            return null;
        }
        keys.probe(StateHash.ofText(account, key));
        for (long at = keys.next(); at >= 0; at = keys.next()) {
            AccountChange found = at(at);
            if (found.command().account().value() == account && key.equals(found.command().key())) {
                return found;
            }
        }
        return null;
    }

    public AccountChange at(long sequence) {
        records.moveTo(sequence, cursor);
        try {
            return AccountChange.read(
                    new WireReader(cursor.bytes(), cursor.start(), cursor.length()));
        } catch (WireException e) {
            throw new Invariant.Broken("a change of an account reads back: " + e.getMessage());
        }
    }

    public RecordLog records() {
        return records;
    }

    public long hash() {
        return hash;
    }

    public long bytes() {
        return records.bytes() + keys.bytes();
    }
}
