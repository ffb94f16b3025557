package org.davebank.ledger.state;

import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;

/**
 * Additional keys and ids of recorded transactions. A retry may carry a key or an id that is new to
 * the account; it is then bound to the existing record too. Otherwise a later post with the second
 * key and a second id would find no record and move the money again.
 *
 * <p>A key or id is bound once; repeating it adds nothing. Each binding is a record in a log that
 * the state hash covers. Not thread-safe.
 */
final class BindingBook {

    private static final int PAGE_BYTES = 8_192;
    private static final int TEXT_BYTES_MAX = 3 * LedgerLimits.KEY_CHARS_MAX;

    private static final int KEY = 0;
    private static final int ID = 1;

    private final RecordLog records;
    private final RecordCursor cursor = new RecordCursor();
    private final HashIndex index;
    private long hash;

    BindingBook(Spill spill) {
        this.records = new RecordLog(PAGE_BYTES, spill);
        this.index = new HashIndex(spill);
    }

    long count() {
        return records.count();
    }

    /** The sequence of the transaction that this key of the account is bound to, or -1. */
    long findKey(int account, String key) {
        if (records.count() == 0) {
            return -1;
        }
        index.probe(hashOf(account, key));
        for (long at = index.next(); at >= 0; at = index.next()) {
            WireReader in = read(at);
            try {
                if (in.u8() == KEY && in.count(AccountNumber.VALUE_MAX) == account) {
                    long sequence = in.varint();
                    if (in.text(TEXT_BYTES_MAX).equals(key)) {
                        return sequence;
                    }
                }
            } catch (WireException e) {
                throw unreadable(e);
            }
        }
        return -1;
    }

    /** The sequence of the transaction that this id is bound to on the account, or -1. */
    long findId(int account, TransactionId id) {
        if (records.count() == 0) {
            return -1;
        }
        index.probe(hashOf(account, id));
        for (long at = index.next(); at >= 0; at = index.next()) {
            WireReader in = read(at);
            try {
                if (in.u8() == ID && in.count(AccountNumber.VALUE_MAX) == account) {
                    long sequence = in.varint();
                    if (in.i64() == id.high() && in.i64() == id.low()) {
                        return sequence;
                    }
                }
            } catch (WireException e) {
                throw unreadable(e);
            }
        }
        return -1;
    }

    /** Binds a key that is new to the account. */
    void bindKey(int account, String key, long sequence) {
        append(
                new WireWriter().u8(KEY).varint(account).varint(sequence).text(key),
                hashOf(account, key));
    }

    /** Binds an id that is new to the account. */
    void bindId(int account, TransactionId id, long sequence) {
        append(
                new WireWriter()
                        .u8(ID)
                        .varint(account)
                        .varint(sequence)
                        .i64(id.high())
                        .i64(id.low()),
                hashOf(account, id));
    }

    private void append(WireWriter out, long nameHash) {
        byte[] record = out.toBytes();
        long at = records.append(record, record.length);
        hash = StateHash.chain(hash, record, 0, record.length);
        index.add(nameHash, at);
    }

    private WireReader read(long at) {
        records.moveTo(at, cursor);
        return new WireReader(cursor.bytes(), cursor.start(), cursor.length());
    }

    private static Invariant.Broken unreadable(WireException e) {
        return new Invariant.Broken("a binding reads back: " + e.getMessage());
    }

    private static long hashOf(int account, String key) {
        return StateHash.ofText(account, key);
    }

    private static long hashOf(int account, TransactionId id) {
        return StateHash.ofPair(StateHash.ofPair(id.high(), id.low()), account);
    }

    RecordLog records() {
        return records;
    }

    long hash() {
        return hash;
    }

    long bytes() {
        return records.bytes() + index.bytes();
    }
}
