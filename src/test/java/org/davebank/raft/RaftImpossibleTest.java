package org.davebank.raft;

import static org.davebank.raft.RaftWords.ELECTION_MAX_NS;
import static org.davebank.raft.RaftWords.N1;
import static org.davebank.raft.RaftWords.N2;
import static org.davebank.raft.RaftWords.N3;
import static org.davebank.raft.RaftWords.raft;
import static org.davebank.raft.RaftWords.received;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;
import org.davebank.raft.RaftMessage.PreVote;
import org.davebank.raft.RaftMessage.TimeoutNow;
import org.davebank.raft.RaftMessage.Vote;
import org.davebank.raft.RaftMessage.VoteReply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Messages that cannot be true are refused, and nothing that a peer sends ends its receiver. */
class RaftImpossibleTest {

    private static final long FAR = 1L << 60;

    private record Lie(String name, Raft receiver, MemberId from, RaftMessage message) {}

    /** Two entries of term 1, both committed, N2 leads in term 2. */
    private static Raft follower() {
        List<Entry> log = List.of(Entry.noop(1, 1), Entry.noop(2, 1));
        Raft raft = raft(new HardState(1, null), log);
        raft.step(received(N2, new AppendEntries(2, 2, 1, 2, 0, List.of())), 0);
        assertEquals(2, raft.commitIndex());
        return raft;
    }

    private static Raft preCandidate() {
        Raft raft = follower();
        raft.step(new RaftInput.Tick(), 2 * ELECTION_MAX_NS);
        assertEquals(Role.PRE_CANDIDATE, raft.role());
        return raft;
    }

    private static Raft candidate() {
        Raft raft = preCandidate();
        RaftMessage yes = new RaftMessage.PreVoteReply(3, true);
        raft.step(received(N2, yes), 2 * ELECTION_MAX_NS);
        assertEquals(Role.CANDIDATE, raft.role());
        return raft;
    }

    /** Leads in term 3 with the no-op at index 3. */
    private static Raft leader() {
        Raft raft = candidate();
        raft.step(received(N2, new VoteReply(3, true)), 2 * ELECTION_MAX_NS);
        assertEquals(Role.LEADER, raft.role());
        return raft;
    }

    private static RaftMessage entries(long term, long prevIndex, long prevTerm, Entry... all) {
        return new AppendEntries(term, prevIndex, prevTerm, 0, 0, List.of(all));
    }

    private static RaftMessage noMatch(long prevIndex, long index, long hintTerm) {
        return new AppendReply(3, false, prevIndex, index, hintTerm, 0);
    }

    private static List<Lie> lies() {
        Configuration strangers =
                Configuration.ofVoters(List.of(new MemberId(7), new MemberId(8), new MemberId(9)));
        Entry broken = new Entry(3, 2, EntryKind.CONFIGURATION, new byte[] {1, 2, 3});
        return List.of(
                new Lie("leader hears a second one", leader(), N2, entries(3, 3, 3)),
                new Lie("follower hears a second one", follower(), N3, entries(2, 2, 1)),
                new Lie(
                        "committed entry replaced",
                        follower(),
                        N3,
                        entries(3, 1, 1, Entry.noop(2, 3))),
                new Lie("committed entry unknown", follower(), N3, entries(3, 2, 2)),
                new Lie("half an empty log", follower(), N2, entries(2, 0, 1)),
                new Lie("absurd term of a leader", follower(), N3, entries(FAR, 0, 0)),
                new Lie("absurd term of a candidate", follower(), N3, new Vote(FAR, 2, 1, true)),
                new Lie("absurd term of an answer", leader(), N3, new VoteReply(FAR, false)),
                new Lie("absurd term of an order", follower(), N2, new TimeoutNow(FAR)),
                new Lie(
                        "absurd term of a refusal",
                        preCandidate(),
                        N2,
                        new RaftMessage.PreVoteReply(FAR, false)),
                new Lie("leader of no term", follower(), N2, entries(0, 0, 0)),
                new Lie("newer log than the term", candidate(), N3, new Vote(4, 9, 4, false)),
                new Lie("asks with such a log", follower(), N3, new PreVote(3, 9, 8)),
                new Lie("entries without a term", follower(), N3, new Vote(3, 9, 0, true)),
                new Lie(
                        "configuration out of nothing",
                        follower(),
                        N2,
                        entries(2, 2, 1, Entry.configuration(3, 2, strangers))),
                new Lie("no configuration", follower(), N2, entries(2, 2, 1, broken)),
                new Lie(
                        "round that never was",
                        leader(),
                        N2,
                        new AppendReply(3, true, 3, 3, 0, 77)),
                new Lie(
                        "match beyond the log",
                        leader(),
                        N2,
                        new AppendReply(3, true, 3, 99, 0, 0)),
                new Lie("question beyond the log", leader(), N2, noMatch(99, 4, 0)),
                new Lie("conflict ahead of the question", leader(), N2, noMatch(2, 3, 1)),
                new Lie("conflict of a later term", leader(), N2, noMatch(3, 3, 9)));
    }

    @TestFactory
    Stream<DynamicTest> aMessageThatCannotBeTrueChangesNothing() {
        return lies().stream()
                .map(lie ->
                        DynamicTest.dynamicTest(
                                lie.name(),
                                () -> {
                                    String before = standing(lie.receiver());
                                    List<RaftEffect> effects =
                                            lie.receiver()
                                                    .step(received(lie.from(), lie.message()), 1);
                                    assertEquals(1, effects.size(), effects.toString());
                                    RaftEffect.MessageRefused refused =
                                            assertInstanceOf(
                                                    RaftEffect.MessageRefused.class,
                                                    effects.getFirst());
                                    assertEquals(lie.from(), refused.from());
                                    assertEquals(before, standing(lie.receiver()));
                                }));
    }

    private static String standing(Raft raft) {
        return raft.role()
                + " "
                + raft.term()
                + " "
                + raft.vote()
                + " "
                + raft.leader()
                + " "
                + raft.lastIndex()
                + "/"
                + raft.lastTerm()
                + " "
                + raft.commitIndex()
                + " "
                + raft.configuration()
                + " "
                + raft.progress();
    }

    /** One that moved to the leader's term answers a message of the leader's earlier term. */
    @Test
    void aLateAnswerToAnEarlierTermDoesNotEndTheLeaderOfALearner() {
        TestGroup group = TestGroup.of(1, 1);
        group.elect(1);
        group.sync(1);
        group.step(1, new RaftInput.Change(1, new ConfigurationChange.AddLearner(TestGroup.id(2))));
        long term = group.raft(1).term();
        group.step(1, received(TestGroup.id(2), new AppendReply(term, true, 0, 0, 0, 0)));
        group.step(1, received(TestGroup.id(2), new AppendReply(term, false, 5, 0, 0, 0)));
        group.step(1, received(TestGroup.id(2), new AppendReply(term, false, 1, 0, 0, 0)));
        assertEquals(Role.LEADER, group.raft(1).role());
    }

    @Test
    void nothingThatPeersSendEndsTheReceiver() {
        for (long seed = 1; seed <= 3_000; seed++) {
            try {
                fuzz(new RandomSource(seed));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }

    private static void fuzz(RandomSource random) {
        Raft raft = raft(HardState.NONE, List.of(), random.fork());
        long nowNs = 0;
        for (int i = 0; i < 150; i++) {
            nowNs += random.between(0, ELECTION_MAX_NS / 8);
            MemberId from = random.chance(0.5) ? N2 : random.chance(0.9) ? N3 : new MemberId(9);
            RaftInput input =
                    switch (random.nextInt(9)) {
                        case 0 -> new RaftInput.Tick();
                        case 1 -> new RaftInput.Persisted(raft.lastIndex(), raft.lastTerm());
                        case 2 ->
                                new RaftInput.Change(
                                        i,
                                        random.chance(0.6)
                                                ? new ConfigurationChange.AddLearner(
                                                        new MemberId(9))
                                                : new ConfigurationChange.Remove(N3));
                        case 3 -> new RaftInput.Propose(i, new byte[random.nextInt(40)]);
                        case 4 ->
                                random.chance(0.5)
                                        ? new RaftInput.Read(i)
                                        : new RaftInput.Transfer(N2);
                        default -> received(from, anything(raft, random));
                    };
            raft.step(input, nowNs);
        }
    }

    /** Mostly near to what is true, so that it gets far; some of it wild. */
    private static RaftMessage anything(Raft raft, RandomSource random) {
        long term = near(raft.term(), random);
        boolean yes = random.chance(0.6);
        return switch (random.nextInt(7)) {
            case 0 -> new PreVote(term, near(raft.lastIndex(), random), near(term - 1, random));
            case 1 -> new RaftMessage.PreVoteReply(near(raft.term() + 1, random), yes);
            case 2 -> new Vote(term, near(raft.lastIndex(), random), near(term - 1, random), yes);
            case 3 -> new VoteReply(term, yes);
            case 4 -> new TimeoutNow(term);
            case 5 ->
                    new AppendReply(
                            term,
                            yes,
                            near(raft.lastIndex(), random),
                            near(raft.lastIndex(), random),
                            random.chance(0.5) ? 0 : near(raft.lastTerm(), random),
                            near(0, random));
            default -> append(raft, term, random);
        };
    }

    private static RaftMessage append(Raft raft, long term, RandomSource random) {
        long prevIndex = Math.min(near(raft.lastIndex(), random), 1_000);
        boolean known = prevIndex <= raft.lastIndex() && random.chance(0.8);
        long prevTerm =
                Math.min(term, known ? raft.termAt(prevIndex) : near(raft.lastTerm(), random));
        List<Entry> entries = new ArrayList<>();
        long entryTerm = Math.max(1, prevTerm);
        for (int i = random.nextInt(4); i > 0 && entryTerm <= term; i--) {
            entryTerm = Math.min(term, entryTerm + random.nextInt(2));
            long index = prevIndex + entries.size() + 1;
            entries.add(
                    switch (random.nextInt(5)) {
                        case 0 ->
                                Entry.configuration(
                                        index,
                                        entryTerm,
                                        Configuration.ofVoters(
                                                random.chance(0.5)
                                                        ? List.of(N1, N2)
                                                        : List.of(N2, N3, new MemberId(9))));
                        case 1 ->
                                new Entry(
                                        index,
                                        entryTerm,
                                        EntryKind.CONFIGURATION,
                                        new byte[random.nextInt(5)]);
                        default -> Entry.noop(index, entryTerm);
                    });
        }
        long commit = near(raft.commitIndex(), random);
        return new AppendEntries(term, prevIndex, prevTerm, commit, near(0, random), entries);
    }

    private static long near(long value, RandomSource random) {
        return random.chance(0.03)
                ? random.chance(0.5) ? FAR : FAR - 1
                : Math.max(0, value + random.nextInt(5) - 2);
    }
}
