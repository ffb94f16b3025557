package org.davebank.membership;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Address;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * This node's view of the network's members: joins through any known node, probes members and
 * spreads rumours.
 *
 * <p>A state machine without side effects: {@link #step} takes one input and returns effects. Not
 * thread-safe; belongs to the node's loop.
 */
public final class Membership {

    /** Number of seeds asked per attempt to join. */
    private static final int JOIN_SEEDS_MAX = 3;

    /** Number of members that a node informs directly when it leaves or refutes. */
    private static final int TOLD_AT_ONCE = 8;

    private final MembershipSettings settings;
    private final List<Address> seeds;
    private final RandomSource random;
    final LocalHealth health = new LocalHealth();
    private final RumourQueue queue = new RumourQueue();
    final Roster roster;
    private final Outbox outbox;
    private final Prober prober;
    private final NameClaim claim;
    private @Nullable Address answerer;
    private long lastStepNs;
    private long nextGossipNs;
    private long nextSyncNs;
    private long syncPauseNs;
    private long nextJoinNs;
    private long joinPauseNs;
    private int seedNext;

    /**
     * @param self this node, with an incarnation above those of its earlier lives
     * @param seeds any nodes of the network, possibly itself; empty for a founder
     */
    public Membership(
            MembershipSettings settings,
            Member self,
            List<Address> seeds,
            RandomSource random,
            long nowNs) {
        this.settings = settings;
        this.seeds = seeds.stream().filter(seed -> !seed.equals(self.address())).toList();
        this.random = random;
        this.roster = new Roster(settings, self, health, queue, nowNs);
        this.outbox = new Outbox(settings, roster, queue, random);
        this.prober = new Prober(settings, roster, outbox, health, random, nowNs);
        this.claim = new NameClaim(this.seeds.isEmpty());
        if (!claim.isHeld()) {
            roster.beSilent();
        }
        this.lastStepNs = nowNs;
        this.nextGossipNs = nowNs;
        this.nextJoinNs = nowNs;
        this.joinPauseNs = settings.joinRetryNs();
        // A newcomer exchanges state often at first, then ever less often.
        this.syncPauseNs = Math.min(settings.syncIntervalNs(), 2 * settings.joinRetryNs());
        this.nextSyncNs = nowNs + random.between(syncPauseNs / 2, syncPauseNs);
    }

    /**
     * Processes one input. {@code nowNs} must not decrease between steps.
     *
     * <p>A step that is later than {@link #nextDeadlineNs} by more than the settings' pause means
     * that this process was paused: the silence raises no suspicions, and local health worsens.
     */
    public List<MembershipEffect> step(MembershipInput input, long nowNs) {
        Invariant.check(nowNs >= lastStepNs, "time does not go back", nowNs, lastStepNs);
        List<MembershipEffect> out = new ArrayList<>();
        if (claim.isRefused()) {
            return out;
        }
        noticePause(nowNs);
        lastStepNs = nowNs;
        switch (input) {
            case MembershipInput.Tick tick -> {}
            case MembershipInput.Received received ->
                    receive(received.from(), received.message(), nowNs, out);
            case MembershipInput.Leave leave -> leave(nowNs, out);
        }
        runDeadlines(nowNs, out);
        return out;
    }

    private void noticePause(long nowNs) {
        if (roster.hasLeft()) {
            return;
        }
        long lateNs = nowNs - nextDeadlineNs();
        if (lateNs <= settings.pauseNs()) {
            return;
        }
        health.worsen((int) Math.min(LocalHealth.SCORE_MAX, 1 + lateNs / settings.pauseNs() / 2));
        roster.postponeSuspicions(lateNs);
        prober.abandon(nowNs);
        // Others may suspect this node by now; the sooner it hears, the sooner it refutes.
        nextSyncNs = nowNs;
    }

    private void receive(
            Address from, MembershipMessage message, long nowNs, List<MembershipEffect> out) {
        MemberId peer = message.from();
        if (peer.equals(roster.self().id())) {
            return; // An echo of this node, or of a copy of its folder.
        }
        MemberStatus before = roster.find(peer);
        long incarnation = roster.self().incarnation();
        for (Rumour rumour : message.rumours()) {
            roster.hear(rumour, nowNs, out);
        }
        if (roster.self().incarnation() > incarnation) {
            objectAtOnce(from, nowNs, out);
        } else if (accusesSelf(message)) {
            outbox.announceSelf(from, nowNs, out); // It has missed an earlier refutation.
        }
        if (roster.hasLeft()) {
            return;
        }
        if (message instanceof MembershipMessage.Exchange && answerer == null) {
            answerer = from;
            claim.answered(nowNs);
        }
        judgeClaim(peer, nowNs, out);
        if (claim.isRefused()) {
            return;
        }
        switch (message) {
            case MembershipMessage.Probe probe -> prober.onProbe(from, probe, nowNs, out);
            case MembershipMessage.ProbeAck ack -> prober.onAck(ack, nowNs, out);
            case MembershipMessage.ProbeRequest request ->
                    prober.onProbeRequest(from, request, nowNs, out);
            case MembershipMessage.ProbeNack nack -> prober.onNack(nack);
            case MembershipMessage.Gossip gossip -> {}
            case MembershipMessage.Exchange exchange -> {
                if (exchange.answerWanted()) {
                    // This node needs all news of a member that it had lost: so two halves of a
                    // network merge.
                    boolean wasLost = before == null || !before.state().isReachable();
                    outbox.exchange(from, peer, wasLost, Integer.MAX_VALUE, nowNs, out);
                }
            }
        }
    }

    /** @param peer the sender of the current message, or null */
    private void judgeClaim(@Nullable MemberId peer, long nowNs, List<MembershipEffect> out) {
        if (claim.isHeld()) {
            return;
        }
        Member holder = roster.otherOfThisName();
        boolean spoke = holder != null && holder.id().equals(peer);
        switch (claim.judge(holder != null, spoke, nowNs)) {
            case OPEN -> {}
            case HELD -> {
                roster.speak(nowNs, out);
                out.add(new MembershipEffect.Joined());
                if (answerer != null) {
                    outbox.exchange(answerer, null, true, Integer.MAX_VALUE, nowNs, out);
                }
            }
            case REFUSED -> {
                if (holder != null) {
                    out.add(new MembershipEffect.NameTaken(holder));
                }
            }
        }
    }

    private boolean accusesSelf(MembershipMessage message) {
        MemberId self = roster.self().id();
        return message.rumours().stream()
                .anyMatch(r -> r.member().id().equals(self) && r.state() != MemberState.ALIVE);
    }

    /** Refutes directly to the accuser and then to random members; the rest learn by gossip. */
    private void objectAtOnce(Address accuser, long nowNs, List<MembershipEffect> out) {
        outbox.announceSelf(accuser, nowNs, out);
        for (Member peer : outbox.pick(settings.gossipFanOut(), null)) {
            if (!peer.address().equals(accuser)) {
                outbox.announceSelf(peer.address(), nowNs, out);
            }
        }
    }

    private void leave(long nowNs, List<MembershipEffect> out) {
        if (roster.hasLeft()) {
            return;
        }
        roster.leave();
        for (Member peer : outbox.pick(TOLD_AT_ONCE, null)) {
            outbox.announceSelf(peer.address(), nowNs, out);
        }
    }

    private void runDeadlines(long nowNs, List<MembershipEffect> out) {
        if (claim.isRefused()) {
            return;
        }
        if (!roster.hasLeft()) {
            prober.run(nowNs, out);
            roster.expire(nowNs, out);
            prober.checkSoon(roster.takeNewlySuspected(), nowNs);
            judgeClaim(null, nowNs, out);
            if (!claim.isHeld() && nextJoinNs <= nowNs) {
                join(nowNs, out);
            }
            if (nextSyncNs <= nowNs) {
                sync(nowNs, out);
            }
        }
        if (!queue.isEmpty() && nextGossipNs <= nowNs) {
            nextGossipNs = nowNs + settings.gossipIntervalNs();
            outbox.gossip(nowNs, out);
            if (roster.reachableCount() == 0) {
                queue.clear(); // There are no receivers; newcomers get everything by exchange.
            }
        }
    }

    private void join(long nowNs, List<MembershipEffect> out) {
        for (int i = 0; i < Math.min(JOIN_SEEDS_MAX, seeds.size()); i++) {
            Address seed = seeds.get(seedNext++ % seeds.size());
            outbox.exchange(seed, null, true, 1, nowNs, out);
        }
        Member holder = roster.otherOfThisName();
        if (holder != null) {
            // Probes it, because the others' belief may be older than its death.
            outbox.exchange(holder.address(), null, true, 1, nowNs, out);
            joinPauseNs = settings.joinRetryNs();
        }
        nextJoinNs = nowNs + random.between(joinPauseNs / 2, joinPauseNs);
        joinPauseNs = Math.min(settings.syncIntervalNs(), joinPauseNs * 2);
    }

    /** Exchanges state with a random member, and tries one seed and one dead member. */
    private void sync(long nowNs, List<MembershipEffect> out) {
        syncPauseNs = Math.min(settings.syncIntervalNs(), syncPauseNs * 2);
        nextSyncNs = nowNs + random.between(syncPauseNs / 2, syncPauseNs);
        roster.forget(nowNs);
        int peers = health.score() > 0 ? settings.gossipFanOut() : 1;
        for (Member peer : outbox.pick(peers, null)) {
            outbox.exchange(peer.address(), peer.id(), true, Integer.MAX_VALUE, nowNs, out);
        }
        List<Member> dead = roster.inState(MemberState.DEAD);
        if (!dead.isEmpty()) {
            Member lost = dead.get(random.nextInt(dead.size()));
            outbox.exchange(lost.address(), lost.id(), true, 1, nowNs, out);
        }
        List<Address> silent = new ArrayList<>(seeds);
        roster.inState(MemberState.ALIVE).forEach(member -> silent.remove(member.address()));
        if (claim.isHeld() && !silent.isEmpty()) {
            Address seed = silent.get(random.nextInt(silent.size()));
            outbox.exchange(seed, null, true, 1, nowNs, out);
        }
    }

    /** When the next {@link MembershipInput.Tick} is due. */
    public long nextDeadlineNs() {
        if (claim.isRefused()) {
            return Long.MAX_VALUE;
        }
        long next = queue.isEmpty() ? Long.MAX_VALUE : nextGossipNs;
        if (roster.hasLeft()) {
            return next;
        }
        next = Math.min(next, Math.min(prober.nextDeadlineNs(), roster.nextSuspicionNs()));
        next = Math.min(next, nextSyncNs);
        return claim.isHeld() ? next : Math.min(next, Math.min(nextJoinNs, claim.nextDeadlineNs()));
    }

    /** All known members, including this node and remembered dead ones, ordered by id. */
    public List<MemberStatus> members() {
        return roster.all();
    }

    public @Nullable MemberStatus find(MemberId id) {
        return roster.find(id);
    }

    /**
     * True once another node has answered and this one holds its name; immediately for a node
     * without seeds.
     */
    public boolean joined() {
        return claim.isHeld();
    }
}
