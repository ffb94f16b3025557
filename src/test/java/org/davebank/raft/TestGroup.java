package org.davebank.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.HeapSpill;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Some members in memory, with disks that lose what was not synced and a network that delivers only
 * when told to. Every effect is checked: one leader a term, log matching, one committed history,
 * commit only of what a quorum has synced, reads that see all that was committed before them.
 */
final class TestGroup {

    static final long MS = 1_000_000L;

    record Envelope(MemberId from, MemberId to, RaftMessage message) {
        @Override
        public String toString() {
            return TestText.name(from) + "->" + TestText.name(to) + " " + TestText.of(message);
        }
    }

    /** One member: its process, if it runs, and its disk. */
    static final class Member {
        final MemberId id;
        final Configuration founding;
        @Nullable Raft process;

        HardState syncedHard = HardState.NONE;
        final ArrayList<Entry> syncedLog = new ArrayList<>();

        /** What waits for the next sync, and what waits for the one under way: in order. */
        ArrayList<RaftEffect> unsynced = new ArrayList<>();

        ArrayList<RaftEffect> syncing = new ArrayList<>();
        RaftInput.@Nullable Persisted syncedUpTo;

        final ArrayList<Entry> applied = new ArrayList<>();
        final ArrayList<RaftEffect> effects = new ArrayList<>();

        Member(MemberId id, Configuration founding) {
            this.id = id;
            this.founding = founding;
        }

        Raft raft() {
            assertTrue(process != null, TestText.name(id) + " runs");
            return process;
        }

        boolean isUp() {
            return process != null;
        }
    }

    final TreeMap<MemberId, Member> members = new TreeMap<>();
    final ArrayList<Envelope> network = new ArrayList<>();
    final StringBuilder trace = new StringBuilder();
    boolean tracing;
    long nowNs = 1_000 * MS;

    private final RaftSettings settings;
    private final RandomSource random;
    private final TreeSet<String> cut = new TreeSet<>();

    // What must hold for the whole group.
    private final TreeMap<Long, MemberId> leaders = new TreeMap<>();
    private final TreeMap<String, String> entriesSeen = new TreeMap<>();
    final ArrayList<Entry> committed = new ArrayList<>();
    private final TreeMap<Long, Integer> readsAsked = new TreeMap<>();
    int readsAnswered;

    TestGroup(RaftSettings settings, long seed) {
        this.settings = settings;
        this.random = new RandomSource(seed);
    }

    /** A group founded by the given voters, with members that may join later. */
    static TestGroup of(int voters, int spares) {
        TestGroup group = new TestGroup(RaftSettings.DEFAULT, 42);
        group.found(voters, spares);
        return group;
    }

    void found(int voters, int spares) {
        ArrayList<MemberId> ids = new ArrayList<>();
        for (int i = 1; i <= voters; i++) {
            ids.add(id(i));
        }
        for (int i = 1; i <= voters + spares; i++) {
            boolean founder = i <= voters;
            Configuration founding = founder ? Configuration.ofVoters(ids) : Configuration.EMPTY;
            members.put(id(i), new Member(id(i), founding));
            restart(id(i));
        }
    }

    static MemberId id(int number) {
        return new MemberId(number);
    }

    Member member(int number) {
        return members.get(id(number));
    }

    Raft raft(int number) {
        return member(number).raft();
    }

    // Steps

    List<RaftEffect> step(MemberId id, RaftInput input) {
        Member member = members.get(id);
        Raft raft = member.raft();
        Configuration before = raft.configuration();
        boolean follows =
                input instanceof RaftInput.Received received
                        && received.message() instanceof RaftMessage.AppendEntries;
        boolean led = raft.role() == Role.LEADER && !follows;
        if (input instanceof RaftInput.Read read) {
            readsAsked.put(read.readId(), committed.size());
        }
        List<RaftEffect> effects = raft.step(input, nowNs);
        for (RaftEffect effect : effects) {
            member.effects.add(effect);
            if (tracing) {
                trace.append(TestText.name(id)).append(": ");
                trace.append(TestText.of(effect)).append('\n');
            }
            check(member, effect, led, before);
            perform(member, effect);
        }
        return effects;
    }

    List<RaftEffect> step(int number, RaftInput input) {
        return step(id(number), input);
    }

    private void perform(Member member, RaftEffect effect) {
        switch (effect) {
            case RaftEffect.SaveHardState save -> member.unsynced.add(save);
            case RaftEffect.Append append -> member.unsynced.add(append);
            case RaftEffect.Send send -> {
                boolean synced = member.unsynced.isEmpty() && member.syncing.isEmpty();
                if (send.afterSync() && !synced) {
                    member.unsynced.add(send);
                } else {
                    transmit(member.id, send);
                }
            }
            case RaftEffect.Apply apply -> member.applied.addAll(apply.entries());
            default -> {}
        }
    }

    private void transmit(MemberId from, RaftEffect.Send send) {
        if (send.message() instanceof RaftMessage.AppendEntries append) {
            checkOneLeader(from, append.term());
            checkLogMatching(append.entries(), append.prevTerm());
        }
        if (!cut.contains(from + ">" + send.to())) {
            network.add(new Envelope(from, send.to(), send.message()));
        }
    }

    private void check(Member member, RaftEffect effect, boolean led, Configuration before) {
        switch (effect) {
            case RaftEffect.Apply apply -> {
                checkCommitted(member, apply.entries());
                if (led) {
                    checkSyncedByQuorum(apply.entries().getLast(), before);
                }
            }
            case RaftEffect.MessageRefused refused ->
                    throw new AssertionError("an honest message was refused: " + refused);
            case RaftEffect.ReadReady ready -> {
                readsAnswered++;
                assertTrue(
                        ready.index() >= readsAsked.get(ready.readId()),
                        "read " + ready.readId() + " sees all that was committed before it");
            }
            default -> {}
        }
    }

    /** Only what was sent counts: a term that nobody heard of may begin again after a crash. */
    private void checkOneLeader(MemberId from, long term) {
        MemberId first = leaders.putIfAbsent(term, from);
        assertTrue(first == null || first.equals(from), "one leader in term " + term);
    }

    /** Index and term decide an entry's content and everything before it (the paper, 5.3). */
    private void checkLogMatching(List<Entry> entries, long prevTerm) {
        long termBefore = prevTerm;
        for (Entry entry : entries) {
            String content =
                    entry.kind() + " " + Arrays.toString(entry.data()) + " after " + termBefore;
            String key = entry.index() + "/" + entry.term();
            String seen = entriesSeen.putIfAbsent(key, content);
            assertTrue(seen == null || seen.equals(content), "log matching at " + key);
            termBefore = entry.term();
        }
    }

    private void checkCommitted(Member member, List<Entry> entries) {
        long next = member.applied.size() + 1;
        for (Entry entry : entries) {
            assertEquals(next++, entry.index(), "applied in order and once");
            if (entry.index() <= committed.size()) {
                assertEquals(
                        committed.get((int) entry.index() - 1), entry, "what is committed stays");
            } else {
                committed.add(entry);
            }
        }
    }

    private void checkSyncedByQuorum(Entry entry, Configuration configuration) {
        int count = 0;
        for (MemberId voter : configuration.voters()) {
            List<Entry> log = members.get(voter).syncedLog;
            int at = (int) entry.index() - 1;
            if (at < log.size() && log.get(at).equals(entry)) {
                count++;
            }
        }
        assertTrue(count >= configuration.quorum(), entry + " is synced by a quorum:\n" + status());
    }

    // Disk

    void startSync(MemberId id) {
        Member member = members.get(id);
        if (!member.syncing.isEmpty()) {
            return;
        }
        member.syncing = member.unsynced;
        member.unsynced = new ArrayList<>();
        member.syncedUpTo = null;
        for (RaftEffect effect : member.syncing) {
            if (effect instanceof RaftEffect.Append append) {
                Entry last = append.entries().getLast();
                member.syncedUpTo = new RaftInput.Persisted(last.index(), last.term());
            }
        }
    }

    void finishSync(MemberId id) {
        Member member = members.get(id);
        ArrayList<RaftEffect> done = member.syncing;
        member.syncing = new ArrayList<>();
        for (RaftEffect effect : done) {
            writeToDisk(member, effect);
        }
        for (RaftEffect effect : done) {
            if (effect instanceof RaftEffect.Send send) {
                transmit(id, send);
            }
        }
        if (member.syncedUpTo != null) {
            RaftInput.Persisted persisted = member.syncedUpTo;
            member.syncedUpTo = null;
            step(id, persisted);
        }
    }

    private void writeToDisk(Member member, RaftEffect effect) {
        if (effect instanceof RaftEffect.SaveHardState save) {
            member.syncedHard = save.state();
        }
        if (effect instanceof RaftEffect.Append append) {
            int first = (int) append.entries().getFirst().index();
            member.syncedLog.subList(first - 1, member.syncedLog.size()).clear();
            long prevTerm = first == 1 ? 0 : member.syncedLog.getLast().term();
            checkLogMatching(append.entries(), prevTerm);
            member.syncedLog.addAll(append.entries());
        }
    }

    void sync(MemberId id) {
        finishSync(id);
        startSync(id);
        finishSync(id);
    }

    void sync(int number) {
        sync(id(number));
    }

    /** The process dies. Of what it had written without sync, {@code keptWrites} reach the disk. */
    void crash(MemberId id, int keptWrites) {
        Member member = members.get(id);
        ArrayList<RaftEffect> writes = new ArrayList<>(member.syncing);
        writes.addAll(member.unsynced);
        writes.removeIf(effect -> effect instanceof RaftEffect.Send);
        for (RaftEffect effect : writes.subList(0, Math.min(keptWrites, writes.size()))) {
            writeToDisk(member, effect);
        }
        member.syncing.clear();
        member.unsynced.clear();
        member.syncedUpTo = null;
        member.applied.clear();
        member.process = null;
    }

    void crash(int number) {
        crash(id(number), 0);
    }

    void restart(MemberId id) {
        Member member = members.get(id);
        member.process =
                new Raft(
                        settings,
                        id,
                        member.founding,
                        member.syncedHard,
                        LogPosition.NONE,
                        restored(member.syncedLog),
                        random.fork(),
                        nowNs);
    }

    /** A log as a restart finds it; so little of it stays in memory that every test reads the rest. */
    static RaftLog restored(List<Entry> entries) {
        RaftLog log = new RaftLog(new HeapSpill(), 200);
        entries.forEach(log::restore);
        return log;
    }

    // Network

    void deliver(Envelope envelope) {
        Member to = members.get(envelope.to());
        if (cut.contains(envelope.from() + ">" + envelope.to()) || to == null || !to.isUp()) {
            return;
        }
        if (tracing) {
            trace.append(envelope).append('\n');
        }
        step(envelope.to(), new RaftInput.Received(envelope.from(), envelope.message()));
    }

    /** Removes and returns what is under way between two members; 0 stands for anybody. */
    List<Envelope> take(int from, int to) {
        ArrayList<Envelope> taken = new ArrayList<>();
        for (Iterator<Envelope> i = network.iterator(); i.hasNext(); ) {
            Envelope envelope = i.next();
            boolean fits =
                    (from == 0 || envelope.from().equals(id(from)))
                            && (to == 0 || envelope.to().equals(id(to)));
            if (fits) {
                taken.add(envelope);
                i.remove();
            }
        }
        return taken;
    }

    void deliver(int from, int to) {
        take(from, to).forEach(this::deliver);
    }

    void cutLink(int from, int to) {
        cut.add(id(from) + ">" + id(to));
    }

    /** Nobody hears the given member nor is heard by it; what was under way is lost too. */
    void isolate(int number) {
        for (MemberId other : members.keySet()) {
            cut.add(id(number) + ">" + other);
            cut.add(other + ">" + id(number));
        }
        network.removeIf(e -> e.from().equals(id(number)) || e.to().equals(id(number)));
    }

    void cutBetween(MemberId from, MemberId to) {
        cut.add(from + ">" + to);
    }

    void heal() {
        cut.clear();
    }

    // Runs

    /** Syncs and delivers until nothing is under way; time stands still. */
    void settle() {
        boolean busy = true;
        for (int turn = 0; busy; turn++) {
            assertTrue(turn < 10_000, "the group comes to rest");
            busy = false;
            for (Member member : members.values()) {
                if (member.isUp() && !(member.unsynced.isEmpty() && member.syncing.isEmpty())) {
                    sync(member.id);
                    busy = true;
                }
            }
            if (!network.isEmpty()) {
                deliver(network.removeFirst());
                busy = true;
            }
        }
    }

    /** Moves time and ticks whoever is due. */
    void pass(long durationNs) {
        nowNs += durationNs;
        for (Member member : members.values()) {
            if (member.isUp() && member.raft().nextDeadlineNs() <= nowNs) {
                step(member.id, new RaftInput.Tick());
            }
        }
    }

    /** Lets time go by in small steps, with a network and disks that work. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        while (nowNs < endNs) {
            pass(10 * MS);
            settle();
        }
    }

    /** Makes the member the leader of a quiet group. */
    void elect(int number) {
        step(number, new RaftInput.Campaign());
        settle();
        assertEquals(Role.LEADER, raft(number).role());
    }

    List<RaftEffect> propose(int number, String text) {
        return step(number, new RaftInput.Propose(1, text.getBytes(StandardCharsets.UTF_8)));
    }

    List<RaftEffect> change(int number, ConfigurationChange change) {
        return step(number, new RaftInput.Change(1, change));
    }

    /** The commands that the member has applied. */
    String applied(int number) {
        StringBuilder text = new StringBuilder();
        for (Entry entry : member(number).applied) {
            if (entry.kind() == EntryKind.COMMAND) {
                text.append(new String(entry.data(), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    /** A line for each member. */
    String status() {
        StringBuilder text = new StringBuilder();
        for (Member member : members.values()) {
            text.append(TestText.name(member.id)).append(": ");
            if (member.isUp()) {
                Raft raft = member.raft();
                text.append(raft.role()).append(" term=").append(raft.term());
                text.append(" last=").append(raft.lastIndex()).append('/').append(raft.lastTerm());
                text.append(" commit=").append(raft.commitIndex());
                text.append(' ').append(TestText.of(raft.configuration()));
            } else {
                text.append("down");
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Nullable Raft leader() {
        Raft found = null;
        for (Member member : members.values()) {
            boolean leads = member.isUp() && member.raft().role() == Role.LEADER;
            if (leads && (found == null || found.term() < member.raft().term())) {
                found = member.raft();
            }
        }
        return found;
    }
}
