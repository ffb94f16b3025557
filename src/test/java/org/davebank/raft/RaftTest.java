package org.davebank.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

/** What one can rely on, as examples. */
class RaftTest {

    private static final MemberId N1 = TestGroup.id(1);
    private static final MemberId N2 = TestGroup.id(2);
    private static final MemberId N3 = TestGroup.id(3);
    private static final long MS = TestGroup.MS;
    private static final long ELECTION_MAX_NS = RaftSettings.DEFAULT.electionTimeoutMaxNs();

    // Elections

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
        RaftInput question = received(N3, new RaftMessage.PreVote(2, 9, 9));
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
        RaftMessage vote = new RaftMessage.Vote(9, 9, 9, false);
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

    // Commit

    /** The paper, figure 8: (a) to (c) prepare it, (d) must still be possible. */
    @Test
    void anEntryOfAnOldTermIsNotCommittedByCounting() {
        TestGroup group = TestGroup.of(5, 0);
        group.elect(1);
        group.propose(1, "a");
        group.sync(1);
        group.deliver(1, 2);
        group.sync(2);
        group.network.clear();
        // n5 leads in a newer term with an entry that nobody else gets.
        group.crash(1);
        group.crash(2);
        group.nowNs += 2 * ELECTION_MAX_NS;
        electInIsolation(group, 5);
        group.propose(5, "z");
        group.sync(5);
        group.network.clear();
        group.crash(5);
        // n1 leads again and brings its old entry to a majority, but not its no-op.
        group.restart(N1);
        group.restart(N2);
        group.nowNs += 2 * ELECTION_MAX_NS;
        electInIsolation(group, 1);
        long before = group.raft(1).commitIndex();
        Entry old = group.raft(1).entry(2);
        assertEquals(1, old.term());
        group.sync(1);
        long term = group.raft(1).term();
        for (MemberId follower : List.of(N2, N3)) {
            group.step(1, received(follower, reply(term, 2)));
        }
        assertEquals(before, group.raft(1).commitIndex(), "a majority has it, and still");
        // Its own no-op, at a majority, commits both.
        for (MemberId follower : List.of(N2, N3)) {
            Member synced = new Member(group, follower);
            synced.takeOver(group.raft(1));
            group.step(1, received(follower, reply(term, 3)));
        }
        assertEquals(3, group.raft(1).commitIndex());
        assertEquals("a", group.applied(1));
    }

    /** Writes a leader's log to a follower's disk, so that made-up answers are true. */
    private record Member(TestGroup group, MemberId id) {
        void takeOver(Raft leader) {
            ArrayList<Entry> log = group.members.get(id).syncedLog;
            log.clear();
            for (long index = 1; index <= leader.lastIndex(); index++) {
                log.add(leader.entry(index));
            }
        }
    }

    /** Delivers only pre-votes and votes, so that the new leader's entries stay with it. */
    private static void electInIsolation(TestGroup group, int number) {
        for (int turn = 0; turn < 100 && group.raft(number).role() != Role.LEADER; turn++) {
            if (group.raft(number).role() == Role.FOLLOWER) {
                group.step(number, new RaftInput.Campaign());
            }
            for (TestGroup.Member member : group.members.values()) {
                if (member.isUp()) {
                    group.sync(member.id);
                }
            }
            for (TestGroup.Envelope envelope : group.take(0, 0)) {
                boolean append = envelope.message() instanceof RaftMessage.AppendEntries;
                if (!append) {
                    group.deliver(envelope);
                }
            }
        }
        assertEquals(Role.LEADER, group.raft(number).role());
        group.network.clear();
    }

    @Test
    void theLeaderCountsItselfOnlyAfterItsSync() {
        TestGroup group = TestGroup.of(2, 0);
        group.elect(1);
        group.propose(1, "a");
        group.deliver(1, 2);
        group.sync(2);
        group.deliver(2, 1);
        assertEquals(1, group.raft(1).commitIndex());
        group.sync(1);
        assertEquals(2, group.raft(1).commitIndex());
    }

    @Test
    void aLoneVoterCommitsAfterItsSync() {
        TestGroup group = TestGroup.of(1, 0);
        group.elect(1);
        group.propose(1, "a");
        assertEquals("", group.applied(1));
        group.sync(1);
        assertEquals("a", group.applied(1));
    }

    @Test
    void aLoneVoterTellsNobodyOfATermThatItMightForget() {
        TestGroup group = TestGroup.of(1, 1);
        group.elect(1);
        group.change(1, new ConfigurationChange.AddLearner(N2));
        group.settle();
        group.crash(1);
        group.restart(N1);
        group.step(1, new RaftInput.Campaign());
        assertEquals(List.of(), group.take(1, 2));
        group.sync(1);
        assertFalse(group.take(1, 2).isEmpty());
    }

    @Test
    void aFollowerNeverCommitsBeyondWhatItComparedWithTheLeader() {
        Raft raft = raft(new HardState(1, null), List.of(Entry.noop(1, 1), Entry.noop(2, 1)));
        RaftMessage heartbeat = new RaftMessage.AppendEntries(2, 1, 1, 9, 0, List.of());
        raft.step(received(N2, heartbeat), 0);
        assertEquals(1, raft.commitIndex());
    }

    @Test
    void toReplaceACommittedEntryIsABrokenInvariant() {
        Raft raft = raft(new HardState(1, null), List.of(Entry.noop(1, 1)));
        raft.step(received(N2, new RaftMessage.AppendEntries(2, 1, 1, 1, 0, List.of())), 0);
        RaftMessage liar = new RaftMessage.AppendEntries(3, 0, 0, 0, 0, List.of(Entry.noop(1, 3)));
        assertThrows(Invariant.Broken.class, () -> raft.step(received(N3, liar), 0));
    }

    // Logs

    @Test
    void newsOfASyncedEntryThatWasReplacedIsIgnored() {
        Raft raft = raft(new HardState(1, null), List.of(Entry.noop(1, 1)));
        raft.step(append(N2, 2, Entry.noop(1, 1), Entry.noop(2, 2)), 0);
        raft.step(append(N3, 3, Entry.noop(1, 1), Entry.noop(2, 3)), 0);
        raft.step(new RaftInput.Persisted(2, 2), 0);
        assertEquals(1, raft.durableIndex());
        raft.step(new RaftInput.Persisted(2, 3), 0);
        assertEquals(2, raft.durableIndex());
    }

    @Test
    void newsOfAnEntryThatWasCutOffAndCameBackIsIgnored() {
        Raft raft = raft(new HardState(1, null), List.of(Entry.noop(1, 1)));
        raft.step(append(N2, 2, Entry.noop(1, 1), Entry.noop(2, 2)), 0);
        raft.step(append(N3, 3, Entry.noop(1, 1), Entry.noop(2, 3)), 0);
        // The leader of term 4 has the entry of term 2, and one of its own.
        raft.step(append(N2, 4, Entry.noop(1, 1), Entry.noop(2, 2), Entry.noop(3, 4)), 0);
        // This is about the first time: a crash could still leave the entry of term 3 on disk.
        raft.step(new RaftInput.Persisted(2, 2), 0);
        assertEquals(1, raft.durableIndex());
        raft.step(new RaftInput.Persisted(3, 4), 0);
        assertEquals(3, raft.durableIndex());
    }

    @Test
    void aHeartbeatIsAnsweredAtOnceButClaimsOnlyWhatIsSynced() {
        Raft raft = raft(new HardState(1, null), List.of(Entry.noop(1, 1)));
        raft.step(append(N2, 1, Entry.noop(1, 1), Entry.noop(2, 1)), 0);
        RaftMessage heartbeat = new RaftMessage.AppendEntries(1, 2, 1, 0, 0, List.of());
        RaftMessage claim = new RaftMessage.AppendReply(1, true, 2, 1, 0, 0);
        assertEquals(List.of(send(N2, claim, false)), raft.step(received(N2, heartbeat), 0));
        raft.step(new RaftInput.Persisted(2, 1), 0);
        RaftMessage more = new RaftMessage.AppendReply(1, true, 2, 2, 0, 0);
        assertEquals(List.of(send(N2, more, false)), raft.step(received(N2, heartbeat), 0));
    }

    @Test
    void aLaggingFollowerIsFedInAWindowOfMessages() {
        RaftSettings settings = new RaftSettings(100 * MS, 500 * MS, 1000 * MS, 100, 4);
        TestGroup group = new TestGroup(settings, 1);
        group.found(3, 0);
        group.elect(1);
        group.isolate(3);
        for (int i = 0; i < 40; i++) {
            group.propose(1, "x");
            group.settle();
        }
        group.heal();
        group.pass(200 * MS);
        assertEquals(1, entriesUnderWay(group), "one message probes");
        group.deliver(1, 3);
        group.sync(3);
        group.deliver(3, 1);
        assertEquals(4, entriesUnderWay(group), "then a window is full");
        group.settle();
        assertEquals(group.raft(1).lastIndex(), group.raft(3).lastIndex());
    }

    private static int entriesUnderWay(TestGroup group) {
        int count = 0;
        for (TestGroup.Envelope envelope : group.network) {
            boolean toThird = envelope.to().equals(N3);
            if (toThird
                    && envelope.message() instanceof RaftMessage.AppendEntries append
                    && !append.entries().isEmpty()) {
                count++;
            }
        }
        return count;
    }

    @Test
    void aLongConflictIsResolvedInAFewMessages() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(1);
        for (int i = 0; i < 300; i++) {
            group.propose(1, "x");
        }
        group.sync(1);
        group.nowNs += 2 * ELECTION_MAX_NS;
        group.step(2, new RaftInput.Campaign());
        group.settle();
        for (int i = 0; i < 200; i++) {
            group.propose(2, "y");
        }
        group.settle();
        group.step(2, new RaftInput.Transfer(N3));
        group.settle();
        assertEquals(Role.LEADER, group.raft(3).role());
        group.heal();
        group.member(1).effects.clear();
        group.run(500 * MS);
        long answers =
                group.member(1).effects.stream()
                        .filter(e -> e instanceof RaftEffect.Send s && isRejection(s.message()))
                        .count();
        assertTrue(answers <= 3, answers + " rejections");
        assertEquals(group.raft(3).commitIndex(), group.raft(1).commitIndex());
    }

    private static boolean isRejection(RaftMessage message) {
        return message instanceof RaftMessage.AppendReply reply && !reply.matched();
    }

    // Proposals

    @Test
    void aFollowerRefusesProposalsAndNamesTheLeader() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        assertEquals(
                List.of(new RaftEffect.Refused(1, Refusal.NOT_LEADER, N1)), group.propose(2, "a"));
    }

    @Test
    void proposalsAreRefusedWhileTooMuchIsUncommitted() {
        RaftSettings settings = new RaftSettings(100 * MS, 500 * MS, 1000 * MS, 1000, 4, 200);
        TestGroup group = new TestGroup(settings, 1);
        group.found(3, 0);
        group.elect(1);
        group.propose(1, "x".repeat(150));
        List<RaftEffect> refused = List.of(new RaftEffect.Refused(1, Refusal.OVERLOADED, N1));
        assertEquals(refused, group.propose(1, "y".repeat(50)));
        group.settle();
        assertNotEquals(refused, group.propose(1, "y".repeat(50)));
    }

    @Test
    void aHeartbeatWithNothingToDoYieldsOnlyItsSends() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.run(500 * MS);
        group.nowNs = group.raft(1).nextDeadlineNs();
        List<RaftEffect> effects = group.step(1, new RaftInput.Tick());
        assertEquals(2, effects.size(), effects::toString);
        assertTrue(effects.stream().allMatch(e -> e instanceof RaftEffect.Send));
        assertEquals(List.of(), group.step(1, new RaftInput.Tick()));
    }

    @Test
    void noHeartbeatFollowsAnAppendThatSaidItAll() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.run(500 * MS);
        group.nowNs = group.raft(1).nextDeadlineNs() - 10 * MS;
        group.propose(1, "a");
        group.nowNs = group.raft(1).nextDeadlineNs();
        assertEquals(List.of(), group.step(1, new RaftInput.Tick()));
    }

    // Reads

    @Test
    void aDeposedLeaderRefusesTheReadsThatWait() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.isolate(1);
        group.step(1, new RaftInput.Read(7));
        group.nowNs += 2 * ELECTION_MAX_NS;
        group.step(2, new RaftInput.Campaign());
        group.settle();
        group.propose(2, "new");
        group.settle();
        assertEquals(0, group.readsAnswered);
        List<RaftEffect> effects = group.step(1, append(N2, 2, Entry.noop(1, 1), Entry.noop(2, 2)));
        assertTrue(effects.contains(new RaftEffect.ReadRefused(7, N2)), effects::toString);
    }

    @Test
    void doubledAndDelayedAnswersDoNotConfirmALaterRead() {
        TestGroup group = TestGroup.of(5, 0);
        group.elect(1);
        group.step(1, new RaftInput.Read(1));
        group.deliver(1, 0);
        List<TestGroup.Envelope> answers = group.take(0, 1);
        assertEquals(4, answers.size());
        answers.forEach(group::deliver);
        assertEquals(1, group.readsAnswered);
        group.step(1, new RaftInput.Read(2));
        answers.forEach(group::deliver);
        answers.forEach(group::deliver);
        assertEquals(1, group.readsAnswered, "old answers are no news");
        group.deliver(1, 2);
        group.deliver(2, 1);
        group.deliver(2, 1);
        assertEquals(1, group.readsAnswered, "one of five, heard twice, is no quorum");
        group.settle();
        assertEquals(2, group.readsAnswered);
    }

    @Test
    void noReadIsAnsweredBeforeTheLeaderHasCommittedInItsTerm() {
        TestGroup group = TestGroup.of(3, 0);
        electInIsolation(group, 1);
        group.step(1, new RaftInput.Read(1));
        for (TestGroup.Envelope envelope : group.take(1, 0)) {
            group.deliver(envelope);
        }
        group.deliver(0, 1);
        assertFalse(group.raft(1).committedInOwnTerm());
        assertEquals(0, group.readsAnswered);
        group.run(300 * MS);
        assertTrue(group.member(1).effects.contains(new RaftEffect.ReadReady(1, 1)));
    }

    @Test
    void aLoneVoterAnswersReadsAtOnce() {
        TestGroup group = TestGroup.of(1, 0);
        group.elect(1);
        assertEquals(List.of(new RaftEffect.ReadReady(5, 1)), group.step(1, new RaftInput.Read(5)));
    }

    @Test
    void aReadWhoseRoundIsLostIsAnsweredByTheNextHeartbeat() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.step(1, new RaftInput.Read(1));
        group.step(1, new RaftInput.Read(2));
        group.network.clear();
        group.run(150 * MS);
        assertEquals(2, group.readsAnswered);
    }

    // Members

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

    // Leaving

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

    // Restart

    @Test
    void everythingIsAppliedAgainAfterARestart() {
        TestGroup group = TestGroup.of(3, 0);
        group.elect(1);
        group.propose(1, "a");
        group.propose(1, "b");
        group.settle();
        group.run(300 * MS);
        assertEquals("ab", group.applied(3));
        group.crash(3);
        group.restart(N3);
        assertEquals(0, group.raft(3).commitIndex());
        group.run(300 * MS);
        assertEquals("ab", group.applied(3));
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

    // A log that was dropped

    private static Raft dropped(LogPosition end, Configuration founding, Entry... log) {
        return new Raft(
                RaftSettings.DEFAULT,
                N1,
                founding,
                new HardState(7, null),
                end,
                List.of(log),
                new RandomSource(1),
                0);
    }

    private static boolean grants(Raft raft, long lastIndex, long lastTerm) {
        RaftMessage vote = new RaftMessage.Vote(9, lastIndex, lastTerm, false);
        return raft.step(received(N2, vote), 5_000 * MS)
                .contains(send(N2, new RaftMessage.VoteReply(9, true), true));
    }

    @Test
    void whoeverDroppedItsLogVotesAsIfItHadIt() {
        LogPosition end = new LogPosition(5, 40);
        assertFalse(grants(dropped(end, Configuration.EMPTY), 39, 5));
        assertFalse(grants(dropped(end, Configuration.EMPTY), 90, 4));
        assertTrue(grants(dropped(end, Configuration.EMPTY), 40, 5));
        assertTrue(grants(dropped(end, Configuration.EMPTY), 1, 6));
        assertTrue(grants(dropped(LogPosition.NONE, Configuration.EMPTY), 0, 0));
    }

    @Test
    void whoeverDroppedItsLogDoesNotEvenVoteForItselfBeforeItHasOneAsLong() {
        Configuration all = Configuration.ofVoters(List.of(N1, N2, N3));
        Raft behind = dropped(new LogPosition(5, 2), all, Entry.noop(1, 5));
        assertEquals(List.of(), behind.step(new RaftInput.Campaign(), 5_000 * MS));
        assertEquals(Role.FOLLOWER, behind.role());
        Raft level = dropped(new LogPosition(5, 1), all, Entry.noop(1, 5));
        level.step(new RaftInput.Campaign(), 5_000 * MS);
        assertEquals(Role.PRE_CANDIDATE, level.role());
    }

    @Test
    void aReplicaIsOutdatedOnlyByWhatIsSurelyNewer() {
        Configuration without = Configuration.ofVoters(List.of(N2, N3));
        Configuration with = new Configuration(List.of(N2, N3), List.of(N1));
        Raft old = dropped(LogPosition.NONE, Configuration.EMPTY, Entry.noop(1, 5));
        assertTrue(old.isOutdatedBy(5, 9));
        assertFalse(old.isOutdatedBy(4, 9), "an entry of a later term");
        Raft added =
                dropped(
                        LogPosition.NONE,
                        Configuration.EMPTY,
                        Entry.configuration(1, 5, without),
                        Entry.configuration(2, 6, with));
        assertFalse(added.isOutdatedBy(6, 1), "this leader has added it since");
        assertFalse(added.isOutdatedBy(5, 1), "a later leader has added it since");
        assertTrue(added.isOutdatedBy(6, 3), "this leader has removed it again");
        assertTrue(added.isOutdatedBy(7, 1), "what a later leader says outdates it");
    }

    @Test
    void aVoterIsNotRemovedWhenThoseLeftDoNotAnswer() {
        TestGroup group = TestGroup.of(5, 0);
        group.elect(1);
        group.isolate(4);
        group.isolate(5);
        group.run(1_500 * MS);
        assertEquals(Role.LEADER, group.raft(1).role());
        ConfigurationChange last = new ConfigurationChange.Remove(N2);
        List<RaftEffect> refused = group.step(1, new RaftInput.Change(9, last));
        assertEquals(List.of(new RaftEffect.Refused(9, Refusal.QUORUM_AT_RISK, N1)), refused);
    }

    // Words

    private static Raft raft(HardState hard, List<Entry> log) {
        return raft(hard, log, new RandomSource(1));
    }

    private static Raft raft(HardState hard, List<Entry> log, RandomSource random) {
        Configuration founding = Configuration.ofVoters(List.of(N1, N2, N3));
        return new Raft(RaftSettings.DEFAULT, N1, founding, hard, log, random, 0);
    }

    private static RaftInput received(MemberId from, RaftMessage message) {
        return new RaftInput.Received(from, message);
    }

    private static RaftInput append(MemberId from, long term, Entry... entries) {
        return received(from, new RaftMessage.AppendEntries(term, 0, 0, 0, 0, List.of(entries)));
    }

    private static RaftMessage reply(long term, long index) {
        return new RaftMessage.AppendReply(term, true, index, index, 0, 0);
    }

    private static RaftEffect send(MemberId to, RaftMessage message, boolean afterSync) {
        return new RaftEffect.Send(to, message, afterSync);
    }
}
