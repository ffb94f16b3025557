package org.davebank.raft;

import static org.davebank.raft.RaftWords.ELECTION_MAX_NS;
import static org.davebank.raft.RaftWords.MS;
import static org.davebank.raft.RaftWords.N1;
import static org.davebank.raft.RaftWords.N2;
import static org.davebank.raft.RaftWords.N3;
import static org.davebank.raft.RaftWords.append;
import static org.davebank.raft.RaftWords.electInIsolation;
import static org.davebank.raft.RaftWords.raft;
import static org.davebank.raft.RaftWords.received;
import static org.davebank.raft.RaftWords.reply;
import static org.davebank.raft.RaftWords.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.junit.jupiter.api.Test;

/** How entries spread and when they count as committed, as examples. */
class RaftReplicationTest {

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

    @Test
    void whoeverIsFarBehindIsSentSomeMessagesFullOfEntriesAtATime() {
        RaftSettings settings = new RaftSettings(100 * MS, 500 * MS, 1000 * MS, 1_000, 64);
        TestGroup group = new TestGroup(settings, 1);
        group.found(3, 0);
        group.elect(1);
        group.isolate(3);
        for (int i = 0; i < 60; i++) {
            group.propose(1, "x".repeat(900));
            group.settle();
        }
        group.heal();
        group.pass(200 * MS);
        group.deliver(1, 3);
        group.sync(3);
        group.deliver(3, 1);
        int most = 0;
        for (int i = 0; i < 8; i++) {
            most = Math.max(most, entriesUnderWay(group));
            group.deliver(1, 3);
            group.sync(3);
            group.deliver(3, 1);
        }
        assertEquals(9, most, "not the window of 64");
        group.settle();
        assertEquals(group.raft(1).lastIndex(), group.raft(3).lastIndex());
    }

    @Test
    void whatStaysUnansweredIsSentAgainMoreAndMoreRarelyAndInSmallerParts() {
        RaftSettings settings = new RaftSettings(100 * MS, 500 * MS, 1000 * MS, 16_000, 64);
        TestGroup group = new TestGroup(settings, 1);
        group.found(3, 0);
        group.elect(1);
        group.isolate(3);
        for (int i = 0; i < 60; i++) {
            group.propose(1, "x".repeat(900));
            group.settle();
        }
        group.heal();
        int sent = 0;
        int last = 0;
        for (int i = 0; i < 100; i++) {
            group.pass(100 * MS);
            for (TestGroup.Envelope envelope : group.take(1, 3)) {
                boolean entries =
                        envelope.message() instanceof RaftMessage.AppendEntries append
                                && !append.entries().isEmpty();
                if (entries) {
                    sent++;
                    last = ((RaftMessage.AppendEntries) envelope.message()).entries().size();
                } else {
                    group.deliver(envelope);
                }
            }
            group.deliver(3, 1);
            group.deliver(1, 2);
            group.deliver(2, 1);
        }
        assertTrue(sent >= 5 && sent <= 10, "times in 10 s: " + sent);
        assertEquals(1, last, "entries of 900 bytes in the last message");
        group.settle();
        group.pass(4_000 * MS);
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
        RaftSettings settings =
                new RaftSettings(100 * MS, 500 * MS, 1000 * MS, 1000, 4, 200, 1000, 1000);
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
}
