package org.davebank.raft;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;
import org.davebank.raft.RaftMessage.PreVote;
import org.davebank.raft.RaftMessage.PreVoteReply;
import org.davebank.raft.RaftMessage.TimeoutNow;
import org.davebank.raft.RaftMessage.Vote;
import org.davebank.raft.RaftMessage.VoteReply;
import org.jspecify.annotations.Nullable;

/**
 * Detects messages that no correct member can have sent: from another incarnation of the group, a
 * faulty program, or damaged memory. They are refused before they change anything, so that no peer
 * can break an invariant of the receiver.
 *
 * <p>Messages that are merely late, duplicated or reordered are never impossible. Nothing here
 * changes state.
 */
final class Impossible {

    /** Each election raises the term by one; no member misses this many. */
    static final long TERM_JUMP_MAX = 1L << 32;

    private final Raft raft;

    Impossible(Raft raft) {
        this.raft = raft;
    }

    /** The rule that the message violates, as a phrase, or null if it is plausible. */
    @Nullable String rule(MemberId from, RaftMessage message) {
        if (message.term() - raft.term() > TERM_JUMP_MAX) {
            return "a term far beyond all elections";
        }
        return switch (message) {
            case PreVote m -> candidate(m.term(), m.lastIndex(), m.lastTerm());
            case Vote m -> candidate(m.term(), m.lastIndex(), m.lastTerm());
            case PreVoteReply m -> m.term() < 0 ? "a negative term" : null;
            case VoteReply m -> m.term() < 1 ? "a vote before the first term" : null;
            case TimeoutNow m -> m.term() < 1 ? "an order before the first term" : null;
            case AppendEntries m -> entries(from, m);
            case AppendReply m -> reply(m);
        };
    }

    private static @Nullable String candidate(long term, long lastIndex, long lastTerm) {
        if (term < 1) {
            return "an election before the first term";
        }
        if (lastTerm >= term) {
            return "a candidate whose log is not older than its term";
        }
        return (lastIndex == 0) == (lastTerm == 0) ? null : "a candidate with half an empty log";
    }

    private @Nullable String entries(MemberId from, AppendEntries m) {
        if (m.term() < 1) {
            return "a leader before the first term";
        }
        if (m.term() < raft.term()) {
            return null; // Answered with the newer term, otherwise ignored.
        }
        if (m.term() == raft.term()) {
            MemberId leader = raft.leader();
            boolean second = leader != null && !leader.equals(from);
            if (second || raft.role() == Role.LEADER) {
                return "a second leader of one term";
            }
        }
        RaftLog log = raft.log;
        long committed = log.commitIndex();
        if (!log.matches(m.prevIndex(), m.prevTerm())) {
            return m.prevIndex() <= committed ? "a log without a committed entry" : null;
        }
        List<Entry> added = log.newPart(m.entries());
        if (added.isEmpty()) {
            return null;
        }
        if (added.getFirst().index() <= committed) {
            return "another entry in place of a committed one";
        }
        return configurations(added);
    }

    /** Each configuration must differ from the previous one by one change (the thesis, 4.1). */
    private @Nullable String configurations(List<Entry> added) {
        Configuration before = null;
        for (Entry entry : added) {
            if (entry.kind() != EntryKind.CONFIGURATION) {
                continue;
            }
            Configuration next;
            try {
                next = Configuration.decode(entry.data());
            } catch (WireException e) {
                return "a configuration that cannot be read";
            }
            Configuration base =
                    before == null ? raft.membership.before(added.getFirst().index()) : before;
            // A member that joins later knows no founding configuration.
            if (!base.voters().isEmpty() && !isOneChange(base, next)) {
                return "a configuration that does not follow from the one before";
            }
            before = next;
        }
        return null;
    }

    private static boolean isOneChange(Configuration base, Configuration next) {
        Set<MemberId> changed = difference(base.voters(), next.voters());
        changed.addAll(difference(base.learners(), next.learners()));
        return changed.size() <= 1;
    }

    private static Set<MemberId> difference(List<MemberId> one, List<MemberId> other) {
        Set<MemberId> difference = new TreeSet<>(one);
        other.forEach(member -> {
            if (!difference.remove(member)) {
                difference.add(member);
            }
        });
        return difference;
    }

    private @Nullable String reply(AppendReply m) {
        if (m.term() < 1) {
            return "an answer before the first term";
        }
        Leader leading = raft.leading();
        if (leading == null || m.term() != raft.term()) {
            return null;
        }
        if (m.round() > leading.round()) {
            return "an answer to a round that was not asked";
        }
        if (!m.matched() && m.index() == 0) {
            return null; // Answers a message of an older term, when the log may have been longer.
        }
        if (m.prevIndex() > raft.log.lastIndex()) {
            return "an answer to entries that were not sent";
        }
        if (m.matched()) {
            return m.index() > raft.log.lastIndex()
                    ? "a match with entries that the leader does not have"
                    : null;
        }
        boolean backwards = m.index() <= m.prevIndex() && m.hintTerm() < raft.term();
        return backwards ? null : "a conflict after the entries in question";
    }
}
