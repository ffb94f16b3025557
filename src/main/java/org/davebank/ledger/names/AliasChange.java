package org.davebank.ledger.names;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.ClaimAlias;
import org.davebank.ledger.LedgerCommand.GiveUpChange;
import org.davebank.ledger.LedgerCommand.WantedAliases;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.AliasReserved;
import org.davebank.ledger.LedgerResult.AliasesMissing;
import org.davebank.ledger.LedgerResult.Changed;
import org.davebank.ledger.LedgerResult.GivenUp;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.RejectionCode;
import org.jspecify.annotations.Nullable;

/**
 * A change of an account with aliases. First the change itself: it may have been decided before, and perhaps
 * needs no claims. Otherwise the aliases that it adds are claimed, and it comes once more. If another
 * account has one of them, the change is given up, so that a retry gets this answer as well. Not thread-safe.
 */
public final class AliasChange implements Errand {

    /** Other changes of the account may remove aliases meanwhile. */
    private static final int ROUNDS_MAX = 4;

    private final ChangeAccount change;
    private final String key;
    private final List<String> all;
    private final List<String> claimed = new ArrayList<>();
    private final Deque<String> missing = new ArrayDeque<>();
    private LedgerCommand next;
    private @Nullable AliasTaking taking;
    private @Nullable LedgerResult result;
    private boolean givenUpNow;
    private int rounds;

    /** @param change under a key, with aliases of which none is claimed */
    public AliasChange(ChangeAccount change) {
        this.change = change;
        this.key = Objects.requireNonNull(change.key());
        this.all = Objects.requireNonNull(change.aliases()).all();
        this.next = change;
    }

    @Override
    public LedgerCommand next() {
        return taking == null ? next : taking.next();
    }

    @Override
    public void answered(LedgerResult answer) {
        if (taking != null) {
            claimed(taking, answer);
            return;
        }
        switch (answer) {
            case AliasesMissing none when rounds < ROUNDS_MAX -> {
                rounds++;
                missing.addAll(none.aliases());
                claimNext();
            }
            case AliasesMissing none ->
                    result = new Refused(RejectionCode.TOO_BUSY, "others change these aliases");
            case GivenUp givenUp -> {
                givenUpNow = !givenUp.before();
                next = change;
            }
            case Changed changed when givenUpNow ->
                    result = new Changed(changed.account(), changed.rejection(), false);
            default -> result = answer;
        }
    }

    private void claimed(AliasTaking running, LedgerResult answer) {
        running.answered(answer);
        if (!running.isDone()) {
            return;
        }
        taking = null;
        LedgerResult taken = running.result();
        if (taken instanceof AliasReserved reserved) {
            claimed.add(reserved.alias());
            claimNext();
        } else if (taken instanceof Refused refused
                && refused.code() == RejectionCode.ALIAS_TAKEN) {
            next = new GiveUpChange(change.account(), key, change.by(), change.requestId());
        } else {
            result = taken;
        }
    }

    private void claimNext() {
        String alias = missing.pollFirst();
        if (alias != null) {
            taking =
                    new AliasTaking(
                            new ClaimAlias(
                                    alias, change.account(), key, change.by(), change.requestId()));
            return;
        }
        next =
                new ChangeAccount(
                        change.account(),
                        key,
                        change.status(),
                        change.holder(),
                        change.overdraftLimitMinor(),
                        new WantedAliases(all, claimed),
                        change.expectedVersion(),
                        change.by(),
                        change.requestId());
    }

    @Override
    public boolean isDone() {
        return result != null;
    }

    /** What has become of the change; only once this {@link #isDone}. */
    public LedgerResult result() {
        LedgerResult known = result;
        if (known == null) {
            throw new IllegalStateException("the change is not decided yet");
        }
        return known;
    }
}
