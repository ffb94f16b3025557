package org.davebank.raft;

import static org.davebank.raft.RaftWords.ELECTION_MAX_NS;
import static org.davebank.raft.RaftWords.MS;
import static org.davebank.raft.RaftWords.N1;
import static org.davebank.raft.RaftWords.N2;
import static org.davebank.raft.RaftWords.N3;
import static org.davebank.raft.RaftWords.electInIsolation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes of who belongs to a group, as examples. */
class RaftMembersTest {

    @Test
    void aLearnerIsPromotedOnlyWhenItHasCaughtUp() {
        TestGroup group = TestGroup.of(1, 1);
        group.elect(1);
        group.propose(1, "a");
        group.settle();
        group.change(1, new ConfigurationChange.AddLearner(N2));
        group.sync(1);
        ConfigurationChange promote = new ConfigurationChange.Promote(N2);
        List<RaftEffect> notYet = List.of(new RaftEffect.Refused(1, Refusal.NOT_CAUGHT_UP, N1));
        assertEquals(notYet, group.change(1, promote));
        group.settle();
        assertEquals("a", group.applied(2));
        assertTrue(group.raft(1).progress().get(N2).caughtUp());
        group.change(1, promote);
        group.settle();
        assertEquals(List.of(N1, N2), group.raft(2).configuration().voters());
        // One that has gone silent is not caught up any more.
        group.change(1, new ConfigurationChange.Remove(N2));
        group.settle();
        group.change(1, new ConfigurationChange.AddLearner(N2));
        group.settle();
        group.isolate(2);
        group.run(700 * MS);
        assertEquals(notYet, group.change(1, promote));
    }

    @Test
    void aLearnerThatComesBackAfterASilenceHasToCatchUpFirst() {
        TestGroup group = TestGroup.of(1, 1);
        group.elect(1);
        group.change(1, new ConfigurationChange.AddLearner(N2));
        group.settle();
        assertTrue(group.raft(1).progress().get(N2).caughtUp());
        group.isolate(2);
        for (int i = 0; i < 10; i++) {
            group.propose(1, "a");
            group.run(100 * MS);
        }
        group.heal();
        group.pass(100 * MS);
        group.deliver(1, 2);
        group.deliver(2, 1);
        // It answers again, and has nothing of what was committed meanwhile.
        ConfigurationChange promote = new ConfigurationChange.Promote(N2);
        List<RaftEffect> notYet = List.of(new RaftEffect.Refused(1, Refusal.NOT_CAUGHT_UP, N1));
        assertEquals(notYet, group.change(1, promote));
        group.run(300 * MS);
        assertNotEquals(notYet, group.change(1, promote));
    }

    @Test
    void aLearnerNeitherVotesForItselfNorCountsForCommit() {
        TestGroup group = TestGroup.of(2, 1);
        group.elect(1);
        group.change(1, new ConfigurationChange.AddLearner(N3));
        group.settle();
        group.isolate(2);
        group.propose(1, "a");
        group.settle();
        assertEquals("", group.applied(1));
        group.crash(1);
        group.run(5 * ELECTION_MAX_NS);
        assertEquals(Role.FOLLOWER, group.raft(3).role());
        assertNull(group.raft(3).leader());
    }

    @Test
    void oneChangeAtATimeAndNoneBeforeAnOwnTermCommit() {
        TestGroup group = TestGroup.of(3, 2);
        electInIsolation(group, 1);
        ConfigurationChange add4 = new ConfigurationChange.AddLearner(TestGroup.id(4));
        ConfigurationChange add5 = new ConfigurationChange.AddLearner(TestGroup.id(5));
        List<RaftEffect> pending = List.of(new RaftEffect.Refused(1, Refusal.CHANGE_PENDING, N1));
        assertEquals(pending, group.change(1, add4));
        group.run(300 * MS);
        assertNotEquals(pending, group.change(1, add4));
        assertEquals(pending, group.change(1, add5));
        group.settle();
        assertNotEquals(pending, group.change(1, add5));
        group.settle();
        assertEquals(
                List.of(new RaftEffect.Refused(1, Refusal.CHANGE_INVALID, N1)),
                group.change(1, add5));
    }

    @Test
    void aChangeThatIsCutOffIsRolledBack() {
        TestGroup group = TestGroup.of(3, 1);
        group.elect(1);
        Configuration founding = group.raft(1).configuration();
        group.isolate(1);
        group.change(1, new ConfigurationChange.AddLearner(TestGroup.id(4)));
        assertNotEquals(founding, group.raft(1).configuration());
        group.nowNs += 2 * ELECTION_MAX_NS;
        group.step(2, new RaftInput.Campaign());
        group.settle();
        group.heal();
        group.run(300 * MS);
        assertEquals(founding, group.raft(1).configuration());
        assertTrue(group.member(1).effects.contains(new RaftEffect.ConfigurationChanged(founding)));
    }

    @Test
    void aRemovedMemberDoesNotDisturbAndALeaderCanRemoveItself() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.change(1, new ConfigurationChange.Remove(N3));
        group.settle();
        assertEquals(List.of(N1, N2), group.raft(1).configuration().voters());
        group.run(5 * ELECTION_MAX_NS);
        assertEquals(1, group.raft(1).term());
        assertEquals(Role.LEADER, group.raft(1).role());
        group.change(1, new ConfigurationChange.Remove(N1));
        group.settle();
        assertEquals(Role.FOLLOWER, group.raft(1).role());
        assertEquals(Role.LEADER, group.raft(2).role());
        group.run(5 * ELECTION_MAX_NS);
        assertEquals(Role.FOLLOWER, group.raft(1).role(), "it never campaigns again");
        group.propose(2, "a");
        group.settle();
        assertEquals("a", group.applied(2));
    }

    /** The thesis, figure 4.6: only the removed one has a log that can win. */
    @Test
    void aVoterWhoseRemovalIsUncommittedStillCampaigns() {
        TestGroup group = TestGroup.of(2, 0);
        group.elect(1);
        group.change(1, new ConfigurationChange.Remove(N1));
        group.sync(1);
        group.network.clear();
        group.crash(1);
        group.restart(N1);
        group.run(5 * ELECTION_MAX_NS);
        assertEquals(List.of(N2), group.raft(2).configuration().voters());
        assertEquals(Role.LEADER, group.raft(2).role());
        assertFalse(group.raft(2).isConfigurationPending());
    }

    /** An order to drop its replica came late, and it was asked to hold one again. */
    @Test
    void aLearnerThatHasLostItsLogLearnsItAnewFromTheSameLeader() {
        TestGroup group = TestGroup.of(1, 1);
        group.elect(1);
        group.change(1, new ConfigurationChange.AddLearner(N2));
        group.propose(1, "a");
        group.settle();
        assertEquals("a", group.applied(2));
        group.crash(2);
        group.member(2).syncedLog.clear();
        group.restart(N2);
        group.run(2 * ELECTION_MAX_NS);
        assertEquals(group.raft(1).lastIndex(), group.raft(2).lastIndex());
        assertEquals("a", group.applied(2));
        group.change(1, new ConfigurationChange.Promote(N2));
        group.settle();
        assertEquals(List.of(N1, N2), group.raft(2).configuration().voters());
    }
}
