package org.davebank.simulator.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;
import org.davebank.raft.RaftMessage;
import org.junit.jupiter.api.Test;

class ReplicaCheckerTest {

    private static final GroupId GROUP = GroupId.ofShard(0);
    private static final MemberId DAN = new MemberId(4);

    private final PromiseChecker promises = new PromiseChecker();
    private final ReplicaChecker checker = new ReplicaChecker(promises);

    private static Configuration members(String voters, String learners) {
        return new Configuration(ids(voters), ids(learners));
    }

    private static List<MemberId> ids(String digits) {
        return digits.chars().mapToObj(digit -> new MemberId(digit - '0')).toList();
    }

    private void danKeeps(long index) {
        RaftMessage message = new RaftMessage.AppendReply(3, true, index, index, 0, 0);
        promises.sent(DAN, new MemberId(1), GROUP, message, 3, at -> 3);
    }

    private void breaks(String rule, Runnable step) {
        Violation violation = assertThrows(Violation.class, step::run);
        assertTrue(violation.getMessage().startsWith(rule), violation.getMessage());
    }

    private void danLearns() {
        leads(3, 0, members("123", ""));
        leads(3, 9, members("123", "4"));
        checker.committed(GROUP, members("123", "4"));
    }

    private void leads(long term, long index, Configuration next) {
        checker.leads(GROUP, term, index, term, term, next);
    }

    @Test
    void aVoterIsRemovedWhenItsSuccessorHasCaughtUp() {
        danLearns();
        danKeeps(9);
        assertDoesNotThrow(() -> leads(3, 12, members("12", "4")));
        checker.committed(GROUP, members("12", "4"));
        assertEquals(1, checker.replaced());
    }

    @Test
    void aVoterIsNotRemovedBefore() {
        danLearns();
        danKeeps(8);
        breaks("R1", () -> leads(3, 12, members("12", "4")));
        breaks("R1", () -> leads(3, 12, members("12", "")));
    }

    @Test
    void aVoterKeepsItsReplica() {
        danLearns();
        breaks("R2", () -> checker.dropped(new MemberId(3), GROUP));
        assertDoesNotThrow(() -> checker.dropped(new MemberId(7), GROUP));
        // It is about to vote although that is not committed yet.
        leads(3, 12, members("1234", ""));
        breaks("R2", () -> checker.dropped(DAN, GROUP));
    }

    @Test
    void aGroupIsNotReducedToOneVoter() {
        leads(3, 0, members("123", ""));
        checker.committed(GROUP, members("12", ""));
        breaks("R3", () -> checker.committed(GROUP, members("1", "")));
    }

    @Test
    void aGroupIsWholeWithAllItsVoters() {
        leads(3, 0, members("123", ""));
        Set<MemberId> all = Set.copyOf(members("123", "").voters());
        assertTrue(checker.isWhole(1, 3, 0, all));
        assertFalse(checker.isWhole(1, 3, 0, Set.copyOf(members("12", "").voters())));
        checker.committed(GROUP, members("12", ""));
        assertFalse(checker.isWhole(1, 3, 0, all));
    }

    @Test
    void aLeaderChangesNothingBeforeItHasCommittedAnEntryOfItsOwn() {
        leads(3, 0, members("123", ""));
        assertDoesNotThrow(() -> checker.leads(GROUP, 3, 9, 3, 3, members("123", "4")));
        // What a leader took over from the one before is no change of its own.
        assertDoesNotThrow(() -> checker.leads(GROUP, 4, 9, 3, 3, members("123", "4")));
        breaks("R4", () -> checker.leads(GROUP, 4, 12, 4, 3, members("123", "")));
    }

    @Test
    void aLearnerThatLagsIsMadeNoVoter() {
        danLearns();
        danKeeps(20);
        checker.second(GROUP, 21);
        checker.second(GROUP, 40);
        breaks("R5", () -> leads(3, 41, members("1234", "")));
    }

    @Test
    void aLearnerThatHasWhatWasCommittedASecondBeforeIsMadeAVoter() {
        danLearns();
        danKeeps(21);
        checker.second(GROUP, 21);
        checker.second(GROUP, 40);
        assertDoesNotThrow(() -> leads(3, 41, members("1234", "")));
    }
}
