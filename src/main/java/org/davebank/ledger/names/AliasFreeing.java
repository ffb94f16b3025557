package org.davebank.ledger.names;

import org.davebank.base.AccountNumber;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.FreeAlias;
import org.davebank.ledger.LedgerCommand.GiveUpChange;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.AliasHolder;
import org.davebank.ledger.LedgerResult.GivenUp;

/**
 * Frees an alias that its holder does not list. Three steps: who has it; let the change that has claimed it
 * never happen, unless it has, and ask what the account lists; free the record that was seen first. Not
 * thread-safe.
 */
public final class AliasFreeing implements Errand {

    private final String alias;
    private final String by;
    private final String requestId;
    private LedgerCommand next;
    private long record = FreeAlias.NO_RECORD;
    private boolean done;
    private boolean free;

    public AliasFreeing(String alias, String by, String requestId) {
        this.alias = alias;
        this.by = by;
        this.requestId = requestId;
        this.next = new FreeAlias(alias, FreeAlias.NO_RECORD, by, requestId);
    }

    @Override
    public LedgerCommand next() {
        return next;
    }

    @Override
    public void answered(LedgerResult result) {
        switch (result) {
            case AliasHolder holder -> answered(holder);
            case GivenUp givenUp when !givenUp.aliases().contains(alias) ->
                    next = new FreeAlias(alias, record, by, requestId);
            default -> done = true;
        }
    }

    private void answered(AliasHolder holder) {
        AccountNumber account = holder.account();
        boolean asked = record != FreeAlias.NO_RECORD;
        if (asked || account == null) {
            done = true;
            free = holder.record() == FreeAlias.NO_RECORD;
        } else {
            record = holder.record();
            next = new GiveUpChange(account, holder.key(), by, requestId);
        }
    }

    @Override
    public boolean isDone() {
        return done;
    }

    /** Whether nobody had the alias at the end. */
    boolean isFree() {
        return free;
    }
}
