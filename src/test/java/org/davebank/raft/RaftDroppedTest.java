package org.davebank.raft;

import static org.davebank.raft.RaftWords.MS;
import static org.davebank.raft.RaftWords.N1;
import static org.davebank.raft.RaftWords.N2;
import static org.davebank.raft.RaftWords.N3;
import static org.davebank.raft.RaftWords.received;
import static org.davebank.raft.RaftWords.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.davebank.base.RandomSource;
import org.junit.jupiter.api.Test;

/** A member that has dropped its log, and when one may be dropped. */
class RaftDroppedTest {

    private static Raft dropped(LogPosition end, Configuration founding, Entry... log) {
        return new Raft(
                RaftSettings.DEFAULT,
                N1,
                founding,
                new HardState(7, null),
                end,
                TestGroup.restored(List.of(log)),
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
}
