package org.davebank.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;

/** The words in which the examples of this room are written. */
final class RaftWords {

    static final MemberId N1 = TestGroup.id(1);
    static final MemberId N2 = TestGroup.id(2);
    static final MemberId N3 = TestGroup.id(3);
    static final long MS = TestGroup.MS;
    static final long ELECTION_MAX_NS = RaftSettings.DEFAULT.electionTimeoutMaxNs();

    private RaftWords() {}

    static Raft raft(HardState hard, List<Entry> log) {
        return raft(hard, log, new RandomSource(1));
    }

    static Raft raft(HardState hard, List<Entry> log, RandomSource random) {
        Configuration founding = Configuration.ofVoters(List.of(N1, N2, N3));
        return new Raft(
                RaftSettings.DEFAULT,
                N1,
                founding,
                hard,
                LogPosition.NONE,
                TestGroup.restored(log),
                random,
                0);
    }

    static RaftInput received(MemberId from, RaftMessage message) {
        return new RaftInput.Received(from, message);
    }

    static RaftInput append(MemberId from, long term, Entry... entries) {
        return received(from, new RaftMessage.AppendEntries(term, 0, 0, 0, 0, List.of(entries)));
    }

    static RaftMessage reply(long term, long index) {
        return new RaftMessage.AppendReply(term, true, index, index, 0, 0);
    }

    static RaftEffect send(MemberId to, RaftMessage message, boolean afterSync) {
        return new RaftEffect.Send(to, message, afterSync);
    }

    /** Delivers only pre-votes and votes, so that the new leader's entries stay with it. */
    static void electInIsolation(TestGroup group, int number) {
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
}
