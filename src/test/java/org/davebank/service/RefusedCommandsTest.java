package org.davebank.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.api.ProblemCode;
import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.node.wire.Reply;
import org.junit.jupiter.api.Test;

class RefusedCommandsTest {

    private static final GroupId SHARD = GroupId.ofShard(0);

    private final RefusedCommands refused = new RefusedCommands();

    @Test
    void eachRefusalOfAnAnswerCounts() {
        refused.count(
                new Reply.Posted(
                        SHARD,
                        9,
                        List.of(
                                new LedgerResult.AliasReserved("ada"),
                                new LedgerResult.Refused(RejectionCode.ALIAS_TAKEN, "taken"),
                                new LedgerResult.Refused(RejectionCode.ALIAS_TAKEN, "taken"))),
                3);
        assertThat(refused.byCode())
                .containsEntry(ProblemCode.ALIAS_TAKEN, 2L)
                .containsEntry(ProblemCode.ALIAS_NOT_FOUND, 0L);
    }

    @Test
    void whatHasNoAnswerCountsForAllCommandsThatWereSent() {
        refused.count(new Reply.Busy("busy"), 3);
        refused.count(new Reply.TimedOut(true, "late"), 1);
        refused.count(new Reply.TimedOut(false, "nobody leads"), 2);
        assertThat(refused.byCode())
                .containsEntry(ProblemCode.TOO_BUSY, 3L)
                .containsEntry(ProblemCode.OUTCOME_UNKNOWN, 1L)
                .containsEntry(ProblemCode.NO_QUORUM, 2L)
                .doesNotContainKey(ProblemCode.CLOCK_SKEW);
    }
}
