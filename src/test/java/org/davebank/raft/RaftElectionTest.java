package org.davebank.raft;

import static org.davebank.raft.RaftWords.ELECTION_MAX_NS;
import static org.davebank.raft.RaftWords.MS;
import static org.davebank.raft.RaftWords.N1;
import static org.davebank.raft.RaftWords.N2;
import static org.davebank.raft.RaftWords.N3;
import static org.davebank.raft.RaftWords.raft;
import static org.davebank.raft.RaftWords.received;
import static org.davebank.raft.RaftWords.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

/** Who leads, and how leadership moves, as examples. */
class RaftElectionTest {

    @Test
    void aGroupElectsALeaderByItselfWithinAFewTimeouts() {
        TestGroup group = TestGroup.of(3, 0);
        group.run(3 * ELECTION_MAX_NS);
        Raft leader = group.leader();
        assertNotEquals(null, leader);
        for (int i = 1; i <= 3; i++) {
            assertEquals(leader.self(), group.raft(i).leader());
        }
    }

    @Test
    void noVoteGoesToAShorterLog() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(3);
        group.propose(1, "a");
        group.settle();
        group.heal();
        group.nowNs += 2 * ELECTION_MAX_NS;
        group.step(3, received(N3, new RaftMessage.Vote(9, 1, 1, false)));
        List<RaftEffect> effects =
                group.step(2, received(N3, new RaftMessage.Vote(9, 1, 1, false)));
        assertTrue(
                effects.contains(send(N3, new RaftMessage.VoteReply(9, false), true)),
                effects::toString);
        assertEquals(9, group.raft(2).term());
    }

    @Test
    void aLogWithANewerLastTermWinsOverALongerOne() {
        Raft raft = raft(new HardState(3, null), List.of(Entry.noop(1, 1), Entry.noop(2, 3)));
        assertGranted(raft, new RaftMessage.Vote(4, 9, 2, false), false);
        assertGranted(raft, new RaftMessage.Vote(5, 2, 3, false), true);
        assertGranted(raft, new RaftMessage.Vote(6, 1, 4, false), true);
    }

    private static void assertGranted(Raft raft, RaftMessage.Vote vote, boolean granted) {
        List<RaftEffect> effects = raft.step(received(N2, vote), 2 * ELECTION_MAX_NS);
        RaftMessage reply = new RaftMessage.VoteReply(vote.term(), granted);
        assertTrue(effects.contains(send(N2, reply, true)), effects::toString);
    }

    @Test
    void aVoteIsGivenOnceATermAlsoAfterARestart() {
        Raft raft = raft(HardState.NONE, List.of());
        long now = 2 * ELECTION_MAX_NS;
        RaftMessage.Vote vote = new RaftMessage.Vote(1, 0, 0, false);
        List<RaftEffect> effects = raft.step(received(N2, vote), now);
        HardState saved = new HardState(1, N2);
        assertEquals(
                List.of(
                        new RaftEffect.SaveHardState(saved),
                        send(N2, new RaftMessage.VoteReply(1, true), true)),
                effects);
        Raft again = raft(saved, List.of());
        assertEquals(
                List.of(send(N3, new RaftMessage.VoteReply(1, false), true)),
                again.step(received(N3, vote), now));
        assertEquals(
                List.of(send(N2, new RaftMessage.VoteReply(1, true), true)),
                again.step(received(N2, vote), now));
    }

    @Test
    void aServerThatWasCutOffDoesNotDisturbAGroupWithALeader() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(3);
        group.run(10 * ELECTION_MAX_NS);
        assertEquals(1, group.raft(3).term());
        group.heal();
        group.run(2 * ELECTION_MAX_NS);
        assertEquals(Role.LEADER, group.raft(1).role());
        assertEquals(1, group.raft(1).term());
        assertEquals(N1, group.raft(3).leader());
    }

    @Test
    void nobodyEncouragesACandidateWhileTheLeaderIsHeard() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        RaftInput question = received(N3, new RaftMessage.PreVote(2, 9, 1));
        RaftEffect no = send(N3, new RaftMessage.PreVoteReply(1, false), true);
        assertEquals(List.of(no), group.step(2, question));
        assertEquals(List.of(no), group.step(1, question));
        group.nowNs += RaftSettings.DEFAULT.electionTimeoutMinNs();
        RaftEffect yes = send(N3, new RaftMessage.PreVoteReply(2, true), true);
        assertEquals(List.of(yes), group.step(2, question));
        assertEquals(1, group.raft(2).term(), "a pre-vote changes nobody's term");
    }

    @Test
    void aVoteRequestOutOfTheBlueIsIgnoredWhileTheLeaderIsHeard() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        RaftMessage vote = new RaftMessage.Vote(9, 9, 8, false);
        assertEquals(List.of(), group.step(2, received(N3, vote)));
        assertEquals(List.of(), group.step(1, received(N3, vote)));
        assertEquals(1, group.raft(1).term());
    }

    @Test
    void aLeaderThatLosesItsQuorumStepsDown() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(1);
        group.run(ELECTION_MAX_NS - 100 * MS);
        assertEquals(Role.LEADER, group.raft(1).role());
        group.run(300 * MS);
        assertNotEquals(Role.LEADER, group.raft(1).role());
        assertNull(group.raft(1).leader());
    }

    @Test
    void aLeaderThatHearsOneOfTwoFollowersLeadsOn() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(3);
        group.run(5 * ELECTION_MAX_NS);
        assertEquals(Role.LEADER, group.raft(1).role());
        assertEquals(1, group.raft(1).term());
    }

    @Test
    void oneWayLinksDoNotRaiseTheTerm() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        // n3 hears nobody, but all hear n3.
        group.cutLink(1, 3);
        group.cutLink(2, 3);
        group.run(5 * ELECTION_MAX_NS);
        assertEquals(Role.LEADER, group.raft(1).role());
        assertEquals(1, group.raft(1).term());
    }

    @Test
    void leadershipMovesWithoutWaitingForATimeout() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.step(1, new RaftInput.Transfer(N2));
        group.settle();
        assertEquals(Role.LEADER, group.raft(2).role());
        assertEquals(2, group.raft(2).term());
    }

    @Test
    void aTransferThatFailsEndsAfterATimeout() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(2);
        group.step(1, new RaftInput.Transfer(N2));
        assertEquals(
                List.of(new RaftEffect.Refused(1, Refusal.TRANSFERRING, N1)),
                group.propose(1, "a"));
        group.run(ELECTION_MAX_NS + 200 * MS);
        group.propose(1, "b");
        group.settle();
        assertEquals("b", group.applied(1));
    }

    @Test
    void theElectionTimerIsRandomWithinItsRange() {
        for (int seed = 0; seed < 100; seed++) {
            Raft raft = raft(HardState.NONE, List.of(), new RandomSource(seed));
            assertTrue(raft.nextDeadlineNs() >= 500 * MS);
            assertTrue(raft.nextDeadlineNs() <= 1000 * MS);
            assertEquals(List.of(), raft.step(new RaftInput.Tick(), raft.nextDeadlineNs() - 1));
            assertFalse(raft.step(new RaftInput.Tick(), raft.nextDeadlineNs()).isEmpty());
        }
    }

    @Test
    void anIllegalTransitionOfRolesIsABrokenInvariant() {
        Raft raft = raft(HardState.NONE, List.of());
        assertThrows(Invariant.Broken.class, () -> raft.become(Role.LEADER));
        assertFalse(Role.LEADER.mayBecome(Role.CANDIDATE));
        assertFalse(Role.PRE_CANDIDATE.mayBecome(Role.LEADER));
    }
}
