package org.davebank.ledger.state;

import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCapacity;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * The held and bound aliases that hash to this shard. Each change is a record in a log; the index
 * points to the newest record of each alias. Texts are compared exactly. Not thread-safe.
 *
 * <pre>
 * state          reserve, its key   reserve, other key        confirm, its key   confirm, other key
 * free           held               held                      ALIAS_NOT_FOUND    ALIAS_NOT_FOUND
 * held           held again         ALIAS_TAKEN               bound              ALIAS_TAKEN
 * held, expired  held again         held by the other key     bound              ALIAS_TAKEN
 * bound          bound              ALIAS_TAKEN               bound to the same  ALIAS_TAKEN
 *                                                             account, else ALIAS_TAKEN
 * </pre>
 */
final class AliasBook {

    private static final int PAGE_BYTES = 16_384;
    private static final int TEXT_BYTES_MAX = 3 * LedgerLimits.KEY_CHARS_MAX;

    private final RecordLog records;
    private final RecordCursor cursor = new RecordCursor();
    private final HashIndex index;
    private final long recordsMax;
    private long hash;

    /** @param recordsMax capacity in changes; confirmations get a little more */
    AliasBook(Spill spill, long recordsMax) {
        this.recordsMax = recordsMax;
        this.records = new RecordLog(PAGE_BYTES, spill);
        this.index = new HashIndex(spill);
    }

    /** One state of an alias; unbound while {@code account} is null. */
    record Entry(String alias, String key, @Nullable AccountNumber account, long stampMs) {

        static Entry read(WireReader in) throws WireException {
            String alias = in.text(TEXT_BYTES_MAX);
            String key = in.text(TEXT_BYTES_MAX);
            AccountNumber account =
                    in.bool() ? new AccountNumber(in.count(AccountNumber.VALUE_MAX)) : null;
            return new Entry(alias, key, account, in.varint());
        }

        void write(WireWriter out) {
            out.text(alias).text(key).bool(account != null);
            if (account != null) {
                out.varint(account.value());
            }
            out.varint(stampMs);
        }
    }

    LedgerResult reserve(ReserveAlias command, long stampMs) {
        long at = find(command.alias());
        if (at >= 0) {
            Entry entry = entry(at);
            boolean own = entry.key().equals(command.key());
            if (entry.account() != null) {
                return own ? new LedgerResult.AliasBound(entry.alias(), entry.account()) : taken();
            }
            if (!own && stampMs - entry.stampMs() < LedgerLimits.ALIAS_HOLD_MS) {
                return taken();
            }
        }
        if (records.count() >= recordsMax) {
            return LedgerCapacity.refusal("changes of aliases", recordsMax);
        }
        put(at, new Entry(command.alias(), command.key(), null, stampMs));
        return new LedgerResult.AliasReserved(command.alias());
    }

    LedgerResult confirm(ConfirmAlias command, long stampMs) {
        long at = find(command.alias());
        if (at < 0) {
            return new LedgerResult.Refused(
                    RejectionCode.ALIAS_NOT_FOUND, "this alias is not reserved");
        }
        Entry entry = entry(at);
        if (!entry.key().equals(command.key())) {
            return taken();
        }
        if (entry.account() != null && !entry.account().equals(command.account())) {
            return taken();
        }
        if (entry.account() == null && records.count() >= LedgerCapacity.beyond(recordsMax)) {
            return LedgerCapacity.refusal("changes of aliases", recordsMax);
        }
        if (entry.account() == null) {
            put(at, new Entry(command.alias(), command.key(), command.account(), stampMs));
        }
        return new LedgerResult.AliasBound(command.alias(), command.account());
    }

    /** The account that an alias is bound to; null if it is free or only held. */
    @Nullable AccountNumber bound(String alias) {
        long at = find(alias);
        return at < 0 ? null : entry(at).account();
    }

    private static LedgerResult taken() {
        return new LedgerResult.Refused(
                RejectionCode.ALIAS_TAKEN, "this alias belongs to another account or request");
    }

    private long find(String alias) {
        index.probe(StateHash.ofText(-1, alias));
        for (long at = index.next(); at >= 0; at = index.next()) {
            if (entry(at).alias().equals(alias)) {
                return at;
            }
        }
        return -1;
    }

    private Entry entry(long sequence) {
        records.moveTo(sequence, cursor);
        try {
            return Entry.read(new WireReader(cursor.bytes(), cursor.start(), cursor.length()));
        } catch (WireException e) {
            throw new Invariant.Broken("an alias reads back: " + e.getMessage());
        }
    }

    private void put(long before, Entry entry) {
        WireWriter out = new WireWriter();
        entry.write(out);
        byte[] record = out.toBytes();
        long sequence = records.append(record, record.length);
        hash = StateHash.chain(hash, record, 0, record.length);
        long textHash = StateHash.ofText(-1, entry.alias());
        if (before < 0) {
            index.add(textHash, sequence);
        } else {
            index.replace(textHash, before, sequence);
        }
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
