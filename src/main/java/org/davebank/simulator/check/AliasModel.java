package org.davebank.simulator.check;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand.ClaimAlias;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FreeAlias;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.AliasHolder;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/** The holder of each alias, and the account it is bound to or claimed for. Not thread-safe. */
final class AliasModel {

    private static final State NOTHING = new State("", false, 0, null, FreeAlias.NO_RECORD);

    /**
     * @param claimed for a change of the account, not held or bound by an opening
     * @param record how many changes of aliases came before; NO_RECORD once the alias is freed
     */
    private record State(
            String key,
            boolean claimed,
            long sinceMs,
            @Nullable AccountNumber account,
            long record) {

        boolean isFree(long nowMs) {
            return record == FreeAlias.NO_RECORD
                    || account == null && nowMs - sinceMs >= LedgerLimits.ALIAS_HOLD_MS;
        }
    }

    /** The states of each alias from a log index on. */
    private final Map<String, NavigableMap<Long, State>> states = new TreeMap<>();

    private long records;

    private State newest(String alias) {
        NavigableMap<Long, State> known = states.get(alias);
        return known == null ? NOTHING : known.lastEntry().getValue();
    }

    private void become(String alias, long index, State state) {
        states.computeIfAbsent(alias, any -> new TreeMap<>()).put(index, state);
        records++;
    }

    LedgerResult reserve(long index, long stampMs, ReserveAlias command) {
        State known = newest(command.alias());
        boolean own = known != NOTHING && known.key.equals(command.key()) && !known.claimed;
        AccountNumber account = known.account;
        if (account != null) {
            return own ? new LedgerResult.AliasBound(command.alias(), account) : taken();
        }
        if (!own && !known.isFree(stampMs)) {
            return taken();
        }
        become(command.alias(), index, new State(command.key(), false, stampMs, null, records));
        return new LedgerResult.AliasReserved(command.alias());
    }

    LedgerResult confirm(long index, ConfirmAlias command) {
        State known = newest(command.alias());
        if (known.record == FreeAlias.NO_RECORD) {
            return new LedgerResult.Refused(RejectionCode.ALIAS_NOT_FOUND, "");
        }
        boolean other = known.account != null && !known.account.equals(command.account());
        if (!known.key.equals(command.key()) || other || known.claimed) {
            return taken();
        }
        if (known.account == null) {
            AccountNumber account = command.account();
            become(
                    command.alias(),
                    index,
                    new State(command.key(), false, known.sinceMs, account, records));
        }
        return new LedgerResult.AliasBound(command.alias(), command.account());
    }

    LedgerResult claim(long index, long stampMs, ClaimAlias command) {
        State known = newest(command.alias());
        AccountNumber account = command.account();
        if (known.isFree(stampMs)) {
            become(
                    command.alias(),
                    index,
                    new State(command.key(), true, stampMs, account, records));
            return new LedgerResult.AliasReserved(command.alias());
        }
        boolean own =
                known.claimed && account.equals(known.account) && known.key.equals(command.key());
        return own ? new LedgerResult.AliasReserved(command.alias()) : taken();
    }

    LedgerResult free(long index, long stampMs, FreeAlias command) {
        String alias = command.alias();
        State known = newest(alias);
        boolean named = known.account != null && known.record == command.record();
        if (named) {
            become(alias, index, NOTHING);
        }
        return named || known.isFree(stampMs)
                ? new AliasHolder(alias, null, null, FreeAlias.NO_RECORD)
                : new AliasHolder(
                        alias, known.account, known.claimed ? known.key : null, known.record);
    }

    private static LedgerResult taken() {
        return new LedgerResult.Refused(RejectionCode.ALIAS_TAKEN, "");
    }

    /** The account that the alias was bound to or claimed for right after a log index, or null. */
    @Nullable AccountNumber holder(String alias, long index) {
        NavigableMap<Long, State> known = states.get(alias);
        Map.Entry<Long, State> then = known == null ? null : known.floorEntry(index);
        return then == null ? null : then.getValue().account;
    }
}
