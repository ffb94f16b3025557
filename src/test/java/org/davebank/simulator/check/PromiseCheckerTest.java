package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.raft.RaftMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PromiseCheckerTest {

    private static final GroupId GROUP = GroupId.ofShard(0);
    private static final MemberId ANN = new MemberId(1);
    private static final MemberId BOB = new MemberId(2);
    private static final MemberId CAT = new MemberId(3);

    private final PromiseChecker checker = new PromiseChecker();

    private void says(MemberId to, RaftMessage message) {
        checker.sent(ANN, to, GROUP, message, message.term(), index -> index <= 10 ? 1 : -1);
    }

    private void comesBack(long term, @Nullable MemberId vote, long lastIndex, long entryTerm) {
        checker.restarted(ANN, GROUP, term, vote, lastIndex, index -> entryTerm);
    }

    private void breaks(String rule, Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertTrue(violation.getMessage().startsWith(rule), violation.getMessage());
    }

    @Test
    void aMemberVotesOnceATerm() {
        says(BOB, new RaftMessage.VoteReply(4, true));
        says(BOB, new RaftMessage.VoteReply(4, true));
        says(CAT, new RaftMessage.VoteReply(4, false));
        says(CAT, new RaftMessage.VoteReply(5, true));
        breaks("P1", () -> says(BOB, new RaftMessage.VoteReply(5, true)));
    }

    @Test
    void aCandidateHasVotedForItself() {
        says(BOB, new RaftMessage.Vote(4, 0, 0, false));
        says(CAT, new RaftMessage.Vote(4, 0, 0, false));
        breaks("P1", () -> says(BOB, new RaftMessage.VoteReply(4, true)));
    }

    @Test
    void aVoteIsRememberedAfterACrash() {
        says(BOB, new RaftMessage.VoteReply(4, true));
        assertDoesNotThrow(() -> comesBack(4, BOB, 0, 0));
        assertDoesNotThrow(() -> comesBack(5, CAT, 0, 0));
        breaks("P2", () -> comesBack(3, null, 0, 0));
        breaks("P3", () -> comesBack(4, null, 0, 0));
    }

    @Test
    void acknowledgedEntriesAreStillThereAfterACrash() {
        says(BOB, new RaftMessage.AppendReply(1, true, 0, 7, 0, 0));
        assertDoesNotThrow(() -> comesBack(1, null, 7, 1));
        breaks("P4", () -> comesBack(1, null, 6, 1));
        breaks("P4", () -> comesBack(2, null, 7, 2));
    }

    @Test
    void whatALaterLeaderCutOffIsOwedNoMore() {
        says(BOB, new RaftMessage.AppendReply(1, true, 0, 7, 0, 0));
        checker.logChanged(ANN, GROUP, 5, index -> 1);
        assertDoesNotThrow(() -> comesBack(2, null, 5, 1));
    }

    @Test
    void aLeaderCommitsWhatAQuorumHasOnDisk() {
        says(BOB, new RaftMessage.AppendReply(1, true, 0, 7, 0, 0));
        List<MemberId> voters = List.of(ANN, BOB, CAT);
        assertDoesNotThrow(() -> checker.committed(BOB, GROUP, 1, 7, true, voters));
        breaks("P5", () -> checker.committed(BOB, GROUP, 1, 7, false, voters));
        breaks("P5", () -> checker.committed(BOB, GROUP, 1, 8, true, voters));
    }

    @Test
    void anAcknowledgementCountsForItsTermAlsoWhenItLeavesLate() {
        RaftMessage late = new RaftMessage.AppendReply(1, true, 0, 7, 0, 0);
        checker.sent(ANN, BOB, GROUP, late, 2, index -> index <= 10 ? 1 : -1);
        List<MemberId> voters = List.of(ANN, BOB, CAT);
        assertDoesNotThrow(() -> checker.committed(BOB, GROUP, 1, 7, true, voters));
        breaks("P5", () -> checker.committed(BOB, GROUP, 2, 7, true, voters));
        assertDoesNotThrow(() -> comesBack(2, null, 0, 0));
    }

    @Test
    void aReplicaThatHasSpokenCannotBeGone() {
        says(BOB, new RaftMessage.VoteReply(4, true));
        breaks("P2", () -> checker.restarted(ANN, new TreeSet<>()));
        assertDoesNotThrow(() -> checker.restarted(BOB, new TreeSet<>()));
    }
}
