package org.davebank.ledger.names;

import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ClaimAlias;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/** Claims or reserves an alias, and frees it first if it needs that. Not thread-safe. */
public final class AliasTaking implements Errand {

    /** Others may take the alias as soon as it is free. */
    private static final int TRIES_MAX = 3;

    private final LedgerCommand take;
    private final String alias;
    private @Nullable AliasFreeing freeing;
    private @Nullable LedgerResult taken;
    private @Nullable LedgerResult result;
    private int tries;

    public AliasTaking(ClaimAlias claim) {
        this(claim, claim.alias());
    }

    public AliasTaking(ReserveAlias reserve) {
        this(reserve, reserve.alias());
    }

    private AliasTaking(LedgerCommand take, String alias) {
        this.take = take;
        this.alias = alias;
    }

    @Override
    public LedgerCommand next() {
        return freeing == null ? take : freeing.next();
    }

    @Override
    public void answered(LedgerResult answer) {
        AliasFreeing running = freeing;
        if (running == null) {
            tries++;
            taken = answer;
            boolean lost =
                    answer instanceof Refused refused
                            && refused.code() == RejectionCode.ALIAS_TAKEN;
            if (lost && tries < TRIES_MAX) {
                freeing = new AliasFreeing(alias, take.by(), take.requestId());
            } else {
                result = answer;
            }
            return;
        }
        running.answered(answer);
        if (running.isDone()) {
            freeing = null;
            result = running.isFree() ? null : taken;
        }
    }

    @Override
    public boolean isDone() {
        return result != null;
    }

    /** The result of the command; only once this {@link #isDone}. */
    public LedgerResult result() {
        LedgerResult known = result;
        if (known == null) {
            throw new IllegalStateException("the alias is not decided yet");
        }
        return known;
    }
}
