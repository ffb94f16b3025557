package org.davebank.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerRules;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.junit.jupiter.api.Test;

/** Entries are decided by the rules of their time. */
class LedgerRulesTest {

    private static final long DAY_MS = 86_400_000L;

    /** No real build has these. */
    private static final LedgerRules NEXT = new LedgerRules(2, DAY_MS, false, false, false, false);

    private final Shard shard = new Shard().open(1);

    private LedgerCommand.Post inTenDays(long amount) {
        return Draft.changed(
                Draft.deposit(1, amount),
                draft -> draft.effectiveAtMs = shard.stampMs + 10 * DAY_MS);
    }

    private void follow(LedgerRules rules) {
        shard.ledger.follow(++shard.index, rules);
    }

    @Test
    void whatOldRulesAllowedStaysAndNewRulesDecideWhatFollows() {
        Transaction before = shard.posted(inTenDays(5));
        follow(NEXT);
        LedgerCommand.Post after = inTenDays(6);
        assertThat(shard.rejected(after)).isEqualTo(RejectionCode.INVALID_EFFECTIVE_AT);
        assertThat(shard.ledger.transactionCount()).isEqualTo(1);
        assertThat(before.effectiveAtMs()).isGreaterThan(shard.stampMs + DAY_MS);
    }

    @Test
    void aReplayGivesTheSameBooksByTheRulesThatTheEntriesBegin() {
        LedgerCommand.Post before = inTenDays(5);
        LedgerCommand.Post after = inTenDays(6);
        Shard replayed = new Shard().open(1);
        Shard careless = new Shard().open(1);
        for (Shard each : List.of(shard, replayed, careless)) {
            each.apply(before);
            if (each == careless) {
                each.ledger.skip(++each.index);
            } else {
                each.ledger.follow(++each.index, NEXT);
            }
            each.apply(after);
        }
        assertThat(replayed.ledger.stateHash()).isEqualTo(shard.ledger.stateHash());
        assertThat(careless.ledger.stateHash()).isNotEqualTo(shard.ledger.stateHash());
    }
}
