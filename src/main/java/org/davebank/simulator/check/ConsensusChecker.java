package org.davebank.simulator.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.davebank.base.GroupId;
import org.davebank.base.RandomSource;
import org.davebank.raft.Entry;
import org.davebank.raft.Role;

/**
 * Judges the visible state of all replicas of all groups after each event.
 *
 * <pre>
 * Rules
 *   C1  a term has at most one leader                               (the Raft paper, 5.2)
 *   C2  entries of equal index and term are equal, and so is everything before them       (5.3)
 *   C3  a leader changes its log only by appending                                        (5.3)
 *   C4  a commit index never falls within one life of a process
 *   C5  what is committed at an index, anywhere, ever, is the same entry                  (5.4)
 *   C6  a leader's commit index moves only to entries of its own term                     (5.4.2)
 *   C7  what is applied is committed; a term never falls
 *   C8  replicas with the same applied index have the same state
 * </pre>
 *
 * <p>An entry's chain value covers it and everything before it, so that one comparison judges a
 * whole log. The work is proportional to the change. Not thread-safe.
 */
public final class ConsensusChecker {

    /** Terms beyond this would need a longer key; no run comes near. */
    private static final int TERM_BITS = 20;

    /** Receives every newly committed entry, in the order of its group's log. */
    public interface CommitListener {
        void committed(GroupId group, Entry entry);
    }

    /** What one replica shows. {@code stateHash} is computed only when there is something new. */
    public record Standing(
            Role role,
            long term,
            long commitIndex,
            long lastIndex,
            long lastTerm,
            long appliedIndex) {}

    /** What is known of one replica in one life of its process. */
    public static final class Track {
        private final GroupId group;
        private final String name;
        private Standing last = new Standing(Role.FOLLOWER, 0, 0, 0, 0, 0);
        private long[] terms = new long[256];
        private long[] chains = new long[256];

        public Track(GroupId group, String name) {
            this.group = group;
            this.name = name;
        }

        public Standing standing() {
            return last;
        }
    }

    /** What is known of one group. */
    private static final class Group {
        final Map<Long, String> leaders = new TreeMap<>();
        final Map<Long, Long> chainByEntry = new LinkedHashMap<>();
        final List<Entry> committed = new ArrayList<>();
        long[] committedChains = new long[256];
        long[] stateHashes = new long[256];
    }

    private final Map<GroupId, Group> groups = new TreeMap<>();
    private final CommitListener listener;
    private long leaderChanges;

    public ConsensusChecker(CommitListener listener) {
        this.listener = listener;
    }

    private Group group(GroupId id) {
        return groups.computeIfAbsent(id, key -> new Group());
    }

    /**
     * Judges a replica after an event.
     *
     * @param log entries by index, 1 to {@code now.lastIndex}
     * @param stateHash of the state machine at {@code now.appliedIndex}, 0 if it has none
     */
    public void observe(Track track, Standing now, LongFunction<Entry> log, long stateHash) {
        Standing before = track.last;
        Group group = group(track.group);
        check(now.term >= before.term, track, "C7: the term fell", now.term, before.term);
        if (now.role == Role.LEADER && (before.role != Role.LEADER || now.term != before.term)) {
            leads(group, track, now.term);
        }
        boolean leadsOn =
                now.role == Role.LEADER && before.role == Role.LEADER && now.term == before.term;
        if (now.lastIndex != before.lastIndex || now.lastTerm != before.lastTerm) {
            followLog(group, track, now, log, leadsOn);
        }
        check(
                now.commitIndex >= before.commitIndex,
                track,
                "C4: the commit index fell",
                now.commitIndex,
                before.commitIndex);
        if (now.commitIndex > before.commitIndex) {
            check(
                    now.commitIndex <= now.lastIndex,
                    track,
                    "C4: committed beyond the log",
                    now.commitIndex,
                    now.lastIndex);
            if (leadsOn) {
                long term = track.terms[(int) now.commitIndex];
                check(
                        term == now.term,
                        track,
                        "C6: a leader committed an entry of an older term by counting",
                        term,
                        now.term);
            }
            for (long i = before.commitIndex + 1; i <= now.commitIndex; i++) {
                committed(group, track, i, log);
            }
        }
        check(
                now.appliedIndex <= now.commitIndex,
                track,
                "C7: applied beyond the commit index",
                now.appliedIndex,
                now.commitIndex);
        if (now.appliedIndex > before.appliedIndex && stateHash != 0) {
            applied(group, track, (int) now.appliedIndex, stateHash);
        }
        track.last = now;
    }

    private void leads(Group group, Track track, long term) {
        String other = group.leaders.putIfAbsent(term, track.name);
        if (other != null && !other.equals(track.name)) {
            throw new Violation(
                    "C1: "
                            + track.group
                            + " has two leaders in term "
                            + term
                            + ": "
                            + other
                            + " and "
                            + track.name);
        }
        if (other == null && group.leaders.size() > 1) {
            leaderChanges++;
        }
    }

    private void followLog(
            Group group, Track track, Standing now, LongFunction<Entry> log, boolean leadsOn) {
        int last = Math.toIntExact(now.lastIndex);
        int same = (int) Math.min(track.last.lastIndex, last);
        while (same > 0 && log.apply(same).term() != track.terms[same]) {
            same--;
        }
        check(
                !leadsOn || same == track.last.lastIndex,
                track,
                "C3: a leader's log was cut",
                same,
                track.last.lastIndex);
        check(
                same >= track.last.commitIndex,
                track,
                "C5: a committed entry was cut off",
                same + 1,
                track.last.commitIndex);
        if (last >= track.terms.length) {
            track.terms = Arrays.copyOf(track.terms, last * 2);
            track.chains = Arrays.copyOf(track.chains, last * 2);
        }
        for (int i = same + 1; i <= last; i++) {
            Entry entry = log.apply(i);
            check(entry.index() == i, track, "C2: an entry is out of place", entry.index(), i);
            track.terms[i] = entry.term();
            track.chains[i] = chain(track.chains[i - 1], entry);
            Long known =
                    group.chainByEntry.putIfAbsent(
                            (long) i << TERM_BITS | entry.term(), track.chains[i]);
            check(
                    known == null || known == track.chains[i],
                    track,
                    "C2: the logs differ although index and term are equal",
                    i,
                    entry.term());
        }
    }

    private static long chain(long before, Entry entry) {
        long content = (long) Arrays.hashCode(entry.data()) << 2 | entry.kind().ordinal();
        return RandomSource.mix64(before * 31 + RandomSource.mix64(content ^ entry.term() << 40));
    }

    private void committed(Group group, Track track, long index, LongFunction<Entry> log) {
        int at = Math.toIntExact(index);
        if (at <= group.committed.size()) {
            check(
                    group.committedChains[at] == track.chains[at],
                    track,
                    "C5: another entry is committed here than before, term now and then",
                    track.terms[at],
                    group.committed.get(at - 1).term());
            return;
        }
        if (at >= group.committedChains.length) {
            group.committedChains = Arrays.copyOf(group.committedChains, at * 2);
        }
        Entry entry = log.apply(index);
        group.committedChains[at] = track.chains[at];
        group.committed.add(entry);
        listener.committed(track.group, entry);
    }

    private void applied(Group group, Track track, int index, long stateHash) {
        if (index >= group.stateHashes.length) {
            group.stateHashes = Arrays.copyOf(group.stateHashes, index * 2);
        }
        long known = group.stateHashes[index];
        if (known == 0) {
            group.stateHashes[index] = stateHash;
        }
        check(
                known == 0 || known == stateHash,
                track,
                "C8: replicas differ in state at the same applied index",
                index,
                index);
    }

    private static void check(boolean holds, Track track, String rule, long actual, long bound) {
        if (!holds) {
            throw new Violation(
                    rule
                            + " ("
                            + actual
                            + ", "
                            + bound
                            + ") at "
                            + track.group
                            + " on "
                            + track.name);
        }
    }

    /** The number of entries of a group that are known to be committed. */
    public long committedCount(GroupId id) {
        return group(id).committed.size();
    }

    /** Terms won after the first of their group, over all groups. */
    public long leaderChanges() {
        return leaderChanges;
    }
}
