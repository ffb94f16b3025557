package org.davebank.raft;

import static org.davebank.raft.RaftWords.ELECTION_MAX_NS;
import static org.davebank.raft.RaftWords.MS;
import static org.davebank.raft.RaftWords.N2;
import static org.davebank.raft.RaftWords.append;
import static org.davebank.raft.RaftWords.electInIsolation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a read may rely on, as examples. */
class RaftReadTest {

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
}
