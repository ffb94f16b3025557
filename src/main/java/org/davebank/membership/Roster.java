package org.davebank.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * This node's beliefs about all members, and the rules by which rumours change them.
 *
 * <pre>
 * Invariants
 *   R1  a belief only increases in the order (incarnation, state); see {@link MemberState}
 *   R2  a suspicion runs exactly while the state is SUSPECT
 *   R3  of two reachable members with the same name, the one that {@link Member#beats} stays
 *   R4  at most membersMax other members are known
 *   R5  while this node is silent it spreads no rumour about itself; see {@link NameClaim}
 * </pre>
 */
final class Roster {

    private static final class Entry {
        Member member;
        MemberState state;
        long sinceNs;
        @Nullable MemberId by;
        @Nullable Suspicion suspicion;

        Entry(Member member, MemberState state, long sinceNs) {
            this.member = member;
            this.state = state;
            this.sinceNs = sinceNs;
        }

        MemberStatus status() {
            return new MemberStatus(member, state, sinceNs);
        }
    }

    private final MembershipSettings settings;
    private final LocalHealth health;
    private final RumourQueue queue;
    private final TreeMap<MemberId, Entry> others = new TreeMap<>();
    private final List<MemberId> newlySuspected = new ArrayList<>();
    private final long selfSinceNs;
    private Member self;
    private boolean left;
    private boolean silent;

    Roster(
            MembershipSettings settings,
            Member self,
            LocalHealth health,
            RumourQueue queue,
            long nowNs) {
        this.settings = settings;
        this.self = self;
        this.health = health;
        this.queue = queue;
        this.selfSinceNs = nowNs;
    }

    Member self() {
        return self;
    }

    boolean hasLeft() {
        return left;
    }

    /** Silences this node, because it does not know yet whether it may use its name. */
    void beSilent() {
        silent = true;
    }

    /** Ends the silence: any other member with this name is an earlier life of this node. */
    void speak(long nowNs, List<MembershipEffect> out) {
        silent = false;
        queue.add(self.id());
        for (Entry entry : others.values()) {
            if (entry.member.name().equals(self.name())) {
                settleName(entry, nowNs, out);
            }
        }
    }

    /**
     * A reachable member with this node's name and another address, or null. A member at this
     * node's address is an earlier life, because two processes cannot share a port.
     */
    @Nullable Member otherOfThisName() {
        for (Entry entry : others.values()) {
            if (entry.state.isReachable()
                    && entry.member.name().equals(self.name())
                    && !entry.member.address().equals(self.address())) {
                return entry.member;
            }
        }
        return null;
    }

    /** Applies a rumour. */
    void hear(Rumour rumour, long nowNs, List<MembershipEffect> out) {
        Member said = rumour.member();
        if (said.id().equals(self.id())) {
            hearAboutSelf(rumour, out);
            return;
        }
        Entry known = others.get(said.id());
        if (known == null) {
            meet(rumour, nowNs, out);
            return;
        }
        if (said.incarnation() < known.member.incarnation()) {
            return;
        }
        boolean younger = said.incarnation() > known.member.incarnation();
        int order = rumour.state().compareTo(known.state);
        if (younger || order > 0) {
            long sinceNs = nowNs;
            if (!rumour.state().isReachable() && !known.state.isReachable()) {
                sinceNs = known.sinceNs;
            }
            change(known, said, rumour.state(), rumour.by(), sinceNs, nowNs, out);
            settleName(known, nowNs, out);
        } else if (order == 0 && known.suspicion != null && rumour.by() != null) {
            if (known.suspicion.accuse(rumour.by())) {
                known.by = rumour.by();
                queue.add(said.id()); // A confirmation is news (Lifeguard, section IV-B).
            }
        }
    }

    private void meet(Rumour rumour, long nowNs, List<MembershipEffect> out) {
        Member said = rumour.member();
        long ageNs = rumour.ageMs() * MembershipSettings.MS;
        boolean reachable = rumour.state().isReachable();
        if (!reachable && ageNs >= settings.deadRetentionNs()) {
            return;
        }
        if (reachable && losesName(said)) {
            return; // It will learn of the other claim and raise its incarnation.
        }
        if (others.size() >= settings.membersMax() - 1 && !dropOldestGone()) {
            return;
        }
        Entry entry = new Entry(said, MemberState.ALIVE, nowNs);
        others.put(said.id(), entry);
        if (rumour.state() == MemberState.ALIVE) {
            queue.add(said.id());
            out.add(new MembershipEffect.Changed(null, entry.status()));
        } else {
            entry.state = rumour.state();
            entry.by = rumour.by();
            entry.sinceNs = reachable ? nowNs : nowNs - ageNs;
            out.add(new MembershipEffect.Changed(null, entry.status()));
            if (reachable) {
                openSuspicion(entry, rumour.by(), nowNs);
                queue.add(said.id());
            }
        }
        settleName(entry, nowNs, out);
    }

    private void change(
            Entry entry,
            Member member,
            MemberState state,
            @Nullable MemberId by,
            long sinceNs,
            long nowNs,
            List<MembershipEffect> out) {
        MemberStatus before = entry.status();
        entry.member = member;
        entry.by = by;
        entry.suspicion = null;
        if (entry.state != state) {
            entry.state = state;
            entry.sinceNs = sinceNs;
        }
        if (state == MemberState.SUSPECT) {
            openSuspicion(entry, by, nowNs);
        }
        queue.add(member.id());
        out.add(new MembershipEffect.Changed(before, entry.status()));
    }

    private void openSuspicion(Entry entry, @Nullable MemberId by, long nowNs) {
        long members = 1 + reachableCount();
        long minNs =
                (long)
                        (settings.suspicionMultiplier()
                                * Math.max(1.0, StrictMath.log10(members))
                                * settings.probeIntervalNs());
        int confirmations =
                (int) Math.max(0, Math.min(settings.suspicionConfirmations(), members - 2));
        long maxNs = minNs * settings.suspicionMaxMultiplier();
        entry.suspicion =
                new Suspicion(nowNs, health.stretch(minNs), health.stretch(maxNs), confirmations);
        if (by != null) {
            entry.suspicion.accuse(by);
        }
        newlySuspected.add(entry.member.id());
    }

    /** A probe of this node failed. */
    void suspect(MemberId id, long nowNs, List<MembershipEffect> out) {
        Entry entry = others.get(id);
        if (entry != null && entry.state.isReachable()) {
            hear(new Rumour(entry.member, MemberState.SUSPECT, self.id(), 0), nowNs, out);
        }
    }

    /** Declares members dead whose suspicions have expired. */
    void expire(long nowNs, List<MembershipEffect> out) {
        for (Entry entry : others.values()) {
            Suspicion suspicion = entry.suspicion;
            Invariant.check(
                    (suspicion != null) == (entry.state == MemberState.SUSPECT), "R2 suspicion");
            if (suspicion != null && suspicion.deadlineNs() <= nowNs) {
                change(entry, entry.member, MemberState.DEAD, self.id(), nowNs, nowNs, out);
            }
        }
    }

    /** Forgets dead and departed members after their retention time. */
    void forget(long nowNs) {
        others.values()
                .removeIf(e ->
                        !e.state.isReachable() && nowNs - e.sinceNs >= settings.deadRetentionNs());
    }

    private boolean dropOldestGone() {
        Entry oldest = null;
        for (Entry entry : others.values()) {
            if (!entry.state.isReachable() && (oldest == null || entry.sinceNs < oldest.sinceNs)) {
                oldest = entry;
            }
        }
        if (oldest != null) {
            others.remove(oldest.member.id());
        }
        return oldest != null;
    }

    private void hearAboutSelf(Rumour rumour, List<MembershipEffect> out) {
        long said = rumour.member().incarnation();
        boolean contradicts =
                said > self.incarnation()
                        || (said == self.incarnation()
                                && (rumour.state() != MemberState.ALIVE
                                        || !rumour.member().equals(self)));
        if (left || !contradicts) {
            return;
        }
        if (rumour.state() == MemberState.SUSPECT) {
            health.worsen(1); // Others do not hear from us in time (Lifeguard, section IV-A).
        }
        announce(self.withIncarnation(Math.min(Member.INCARNATION_MAX, said + 1)), out);
    }

    private void announce(Member next, List<MembershipEffect> out) {
        self = next;
        queue.add(self.id());
        out.add(new MembershipEffect.IncarnationRaised(self.incarnation()));
    }

    void leave() {
        left = true;
        queue.add(self.id());
    }

    private boolean losesName(Member said) {
        for (Entry entry : others.values()) {
            if (entry.state.isReachable()
                    && entry.member.name().equals(said.name())
                    && entry.member.beats(said)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Another member, most likely an earlier life, has this node's name: raises the incarnation
     * above it.
     */
    private void raiseAbove(Member other, List<MembershipEffect> out) {
        if (!left && other.name().equals(self.name()) && other.beats(self)) {
            long incarnation = Math.min(Member.INCARNATION_MAX, other.incarnation() + 1);
            announce(self.withIncarnation(incarnation), out);
        }
    }

    /** R3: a node whose folder was lost returns with its old name and a new id. */
    private void settleName(Entry entry, long nowNs, List<MembershipEffect> out) {
        if (!entry.state.isReachable()) {
            return;
        }
        if (silent && entry.member.name().equals(self.name())) {
            return;
        }
        if (!left && entry.member.name().equals(self.name())) {
            raiseAbove(entry.member, out);
            change(entry, entry.member, MemberState.DEAD, self.id(), nowNs, nowNs, out);
            return;
        }
        for (Entry other : others.values()) {
            if (other != entry
                    && other.state.isReachable()
                    && other.member.name().equals(entry.member.name())) {
                Entry loser = entry.member.beats(other.member) ? other : entry;
                change(loser, loser.member, MemberState.DEAD, self.id(), nowNs, nowNs, out);
            }
        }
    }

    /** Postpones suspicions after a pause of this process, because its silence proves nothing. */
    void postponeSuspicions(long ns) {
        for (Entry entry : others.values()) {
            if (entry.suspicion != null) {
                entry.suspicion.postpone(ns);
            }
        }
    }

    long nextSuspicionNs() {
        long next = Long.MAX_VALUE;
        for (Entry entry : others.values()) {
            if (entry.suspicion != null) {
                next = Math.min(next, entry.suspicion.deadlineNs());
            }
        }
        return next;
    }

    /** Members suspected since the last call. */
    List<MemberId> takeNewlySuspected() {
        List<MemberId> taken = List.copyOf(newlySuspected);
        newlySuspected.clear();
        return taken;
    }

    int reachableCount() {
        int count = 0;
        for (Entry entry : others.values()) {
            if (entry.state.isReachable()) {
                count++;
            }
        }
        return count;
    }

    /** Other members in one state, by id. */
    List<Member> inState(MemberState state) {
        List<Member> found = new ArrayList<>();
        for (Entry entry : others.values()) {
            if (entry.state == state) {
                found.add(entry.member);
            }
        }
        return found;
    }

    /**
     * The current belief as a rumour; null for an unknown member and for this node while it is
     * silent.
     */
    @Nullable Rumour belief(MemberId id, long nowNs) {
        if (id.equals(self.id())) {
            return silent
                    ? null
                    : new Rumour(self, left ? MemberState.LEFT : MemberState.ALIVE, null, 0);
        }
        Entry entry = others.get(id);
        if (entry == null) {
            return null;
        }
        long ageMs =
                entry.state.isReachable() ? 0 : (nowNs - entry.sinceNs) / MembershipSettings.MS;
        return new Rumour(
                entry.member,
                entry.state,
                entry.by,
                Math.max(0, Math.min(Rumour.AGE_MS_MAX, ageMs)));
    }

    @Nullable MemberStatus find(MemberId id) {
        if (id.equals(self.id())) {
            return selfStatus();
        }
        Entry entry = others.get(id);
        return entry == null ? null : entry.status();
    }

    /** All members, including this node, by id. */
    List<MemberStatus> all() {
        TreeMap<MemberId, MemberStatus> all = new TreeMap<>();
        all.put(self.id(), selfStatus());
        others.forEach((id, entry) -> all.put(id, entry.status()));
        return List.copyOf(all.values());
    }

    private MemberStatus selfStatus() {
        return new MemberStatus(self, left ? MemberState.LEFT : MemberState.ALIVE, selfSinceNs);
    }
}
