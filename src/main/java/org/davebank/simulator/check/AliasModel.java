package org.davebank.simulator.check;

import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/** The holder of each alias, and the account it is bound to. Not thread-safe. */
final class AliasModel {

    /** @param boundAtIndex the index of the entry that bound it, if {@code account} is not null */
    private record State(
            String key, long heldSinceMs, @Nullable AccountNumber account, long boundAtIndex) {}

    private final Map<String, State> states = new TreeMap<>();

    LedgerResult reserve(long index, long stampMs, ReserveAlias command) {
        State known = states.get(command.alias());
        boolean own = known != null && known.key.equals(command.key());
        AccountNumber account = known == null ? null : known.account;
        if (account != null) {
            return own ? new LedgerResult.AliasBound(command.alias(), account) : taken();
        }
        if (known != null && !own && stampMs - known.heldSinceMs < LedgerLimits.ALIAS_HOLD_MS) {
            return taken();
        }
        states.put(command.alias(), new State(command.key(), stampMs, null, index));
        return new LedgerResult.AliasReserved(command.alias());
    }

    LedgerResult confirm(long index, ConfirmAlias command) {
        State known = states.get(command.alias());
        if (known == null) {
            return new LedgerResult.Refused(RejectionCode.ALIAS_NOT_FOUND, "");
        }
        boolean other = known.account != null && !known.account.equals(command.account());
        if (!known.key.equals(command.key()) || other) {
            return taken();
        }
        if (known.account == null) {
            states.put(
                    command.alias(),
                    new State(command.key(), known.heldSinceMs, command.account(), index));
        }
        return new LedgerResult.AliasBound(command.alias(), command.account());
    }

    private static LedgerResult taken() {
        return new LedgerResult.Refused(RejectionCode.ALIAS_TAKEN, "");
    }

    /** The account that the alias was bound to right after a log index, or null. */
    @Nullable AccountNumber bound(String alias, long index) {
        State known = states.get(alias);
        return known == null || known.boundAtIndex > index ? null : known.account;
    }
}
