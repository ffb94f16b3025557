package org.davebank.ledger.state;

import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCommand.ClaimAlias;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FreeAlias;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.LedgerCapacity;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * The aliases that hash to this shard, held, bound or claimed. Each change is a record in a log; the index
 * points to the newest record of each alias. Texts are compared exactly. Not thread-safe.
 *
 * <p>An alias is held for an account that is being opened, and then bound to it. For an account that is
 * open already it is claimed, and it stays so. A bound or claimed alias is the account's while the account
 * lists it, which only the account's shard knows; it is freed when nothing can list it any more.
 *
 * <pre>
 * state          reserve, its key   reserve, other key        confirm, its key   confirm, other key
 * free           held               held                      ALIAS_NOT_FOUND    ALIAS_NOT_FOUND
 * held           held again         ALIAS_TAKEN               bound              ALIAS_TAKEN
 * held, expired  held again         held by the other key     bound              ALIAS_TAKEN
 * bound          bound              ALIAS_TAKEN               bound to the same  ALIAS_TAKEN
 *                                                             account, else ALIAS_TAKEN
 * claimed        ALIAS_TAKEN        ALIAS_TAKEN               ALIAS_TAKEN        ALIAS_TAKEN
 *
 * state          claim, same account and key   another claim
 * free           claimed                       claimed
 * held           ALIAS_TAKEN                   ALIAS_TAKEN
 * held, expired  claimed                       claimed
 * bound          ALIAS_TAKEN                   ALIAS_TAKEN
 * claimed        claimed                       ALIAS_TAKEN
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

    /** @param recordsMax capacity in changes; what binds or frees an alias gets a little more */
    AliasBook(Spill spill, long recordsMax) {
        this.recordsMax = recordsMax;
        this.records = new RecordLog(PAGE_BYTES, spill);
        this.index = new HashIndex(spill);
    }

    /** What can be the case with an alias that has a record; records hold the place in this list. */
    private enum State {
        HELD,
        BOUND,
        CLAIMED,
        FREE
    }

    private static final State[] STATES = State.values();

    /**
     * One state of an alias.
     *
     * @param key of the opening or the change
     * @param account of a bound or claimed alias, else null
     */
    private record Entry(
            String alias, String key, State state, @Nullable AccountNumber account, long stampMs) {

        static Entry read(WireReader in) throws WireException {
            String alias = in.text(TEXT_BYTES_MAX);
            String key = in.text(TEXT_BYTES_MAX);
            State state = STATES[in.count(STATES.length - 1)];
            AccountNumber account =
                    state == State.BOUND || state == State.CLAIMED
                            ? new AccountNumber(in.count(AccountNumber.VALUE_MAX))
                            : null;
            return new Entry(alias, key, state, account, in.varint());
        }

        void write(WireWriter out) {
            out.text(alias).text(key).u8(state.ordinal());
            if (account != null) {
                out.varint(account.value());
            }
            out.varint(stampMs);
        }

        boolean isFree(long nowMs) {
            boolean expired = nowMs - stampMs >= LedgerLimits.ALIAS_HOLD_MS;
            return state == State.FREE || state == State.HELD && expired;
        }
    }

    LedgerResult reserve(ReserveAlias command, long stampMs) {
        long at = find(command.alias());
        if (at >= 0) {
            Entry entry = entry(at);
            boolean own = entry.key().equals(command.key()) && entry.state() != State.CLAIMED;
            if (entry.account() != null) {
                return own ? new LedgerResult.AliasBound(entry.alias(), entry.account()) : taken();
            }
            if (!own && !entry.isFree(stampMs)) {
                return taken();
            }
        }
        if (records.count() >= recordsMax) {
            return LedgerCapacity.refusal("changes of aliases", recordsMax);
        }
        put(at, new Entry(command.alias(), command.key(), State.HELD, null, stampMs));
        return new LedgerResult.AliasReserved(command.alias());
    }

    LedgerResult confirm(ConfirmAlias command, long stampMs) {
        long at = find(command.alias());
        Entry entry = at < 0 ? null : entry(at);
        if (entry == null || entry.state() == State.FREE) {
            return new LedgerResult.Refused(
                    RejectionCode.ALIAS_NOT_FOUND, "this alias is not reserved");
        }
        if (!entry.key().equals(command.key()) || entry.state() == State.CLAIMED) {
            return taken();
        }
        if (entry.account() != null && !entry.account().equals(command.account())) {
            return taken();
        }
        if (entry.account() == null && records.count() >= LedgerCapacity.beyond(recordsMax)) {
            return LedgerCapacity.refusal("changes of aliases", recordsMax);
        }
        if (entry.account() == null) {
            AccountNumber account = command.account();
            put(at, new Entry(command.alias(), command.key(), State.BOUND, account, stampMs));
        }
        return new LedgerResult.AliasBound(command.alias(), command.account());
    }

    LedgerResult claim(ClaimAlias command, long stampMs) {
        long at = find(command.alias());
        Entry entry = at < 0 ? null : entry(at);
        if (entry != null && !entry.isFree(stampMs)) {
            boolean own =
                    entry.state() == State.CLAIMED
                            && command.account().equals(entry.account())
                            && command.key().equals(entry.key());
            return own ? new LedgerResult.AliasReserved(command.alias()) : taken();
        }
        if (records.count() >= recordsMax) {
            return LedgerCapacity.refusal("changes of aliases", recordsMax);
        }
        AccountNumber account = command.account();
        put(at, new Entry(command.alias(), command.key(), State.CLAIMED, account, stampMs));
        return new LedgerResult.AliasReserved(command.alias());
    }

    LedgerResult free(FreeAlias command, long stampMs) {
        String alias = command.alias();
        long at = find(alias);
        Entry entry = at < 0 ? null : entry(at);
        boolean named = at >= 0 && at == command.record();
        if (named && entry != null && entry.account() != null) {
            if (records.count() >= LedgerCapacity.beyond(recordsMax)) {
                return LedgerCapacity.refusal("changes of aliases", recordsMax);
            }
            put(at, new Entry(alias, entry.key(), State.FREE, null, stampMs));
            entry = null;
        }
        if (entry == null || entry.isFree(stampMs)) {
            return new LedgerResult.AliasHolder(alias, null, null, FreeAlias.NO_RECORD);
        }
        String key = entry.state() == State.CLAIMED ? entry.key() : null;
        return new LedgerResult.AliasHolder(alias, entry.account(), key, at);
    }

    /** The account that an alias is bound to or claimed for; null if it is free or only held. */
    @Nullable AccountNumber holder(String alias) {
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
