package org.davebank.membership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * One probe at a time, and probes on behalf of others (SWIM, sections 3.1 and 4.3).
 *
 * <pre>
 *   idle ──next member──► direct ──timeout──► indirect ──interval over──► target suspected, idle
 *                            └──────── ack ────────┴──► idle
 * </pre>
 */
final class Prober {

    /** Maximum number of concurrent probes for others; further requests are ignored. */
    static final int RELAYS_MAX = 256;

    /** Number of suspected members that are probed each interval in addition to the round. */
    static final int NUDGES_MAX = 3;

    /**
     * Approximate number of members that check a new suspicion at once, whatever the network's
     * size.
     */
    private static final int CONFIRMERS = 6;

    /** A probe on behalf of another member. */
    private record Relay(
            Address origin,
            MemberId originId,
            long originSequence,
            long nackNs,
            long endNs,
            boolean nacked) {}

    private final MembershipSettings settings;
    private final Roster roster;
    private final Outbox outbox;
    private final LocalHealth health;
    private final RandomSource random;
    private final TreeMap<Long, Relay> relays = new TreeMap<>();
    private final ArrayDeque<MemberId> round = new ArrayDeque<>();
    private @Nullable MemberId target;
    private long targetSequence;
    private boolean othersAsked;
    private int nacksMissing;
    private long timeoutNs;
    private long nextProbeNs;
    private long nextNudgeNs = Long.MAX_VALUE;
    private long sequenceNext;

    Prober(
            MembershipSettings settings,
            Roster roster,
            Outbox outbox,
            LocalHealth health,
            RandomSource random,
            long nowNs) {
        this.settings = settings;
        this.roster = roster;
        this.outbox = outbox;
        this.health = health;
        this.random = random;
        // Nodes that start together must not probe in lockstep.
        this.nextProbeNs = nowNs + random.between(0, settings.probeIntervalNs());
        this.sequenceNext = random.nextLong();
    }

    long nextDeadlineNs() {
        long next = Math.min(nextProbeNs, nextNudgeNs);
        if (target != null && !othersAsked) {
            next = Math.min(next, timeoutNs);
        }
        for (Relay relay : relays.values()) {
            next = Math.min(next, relay.nacked() ? relay.endNs() : relay.nackNs());
        }
        return next;
    }

    void run(long nowNs, List<MembershipEffect> out) {
        runRelays(nowNs, out);
        if (target != null && !othersAsked && timeoutNs <= nowNs) {
            askOthers(target, nowNs, out);
        }
        if (nextProbeNs <= nowNs) {
            if (target != null && nowNs - nextProbeNs > settings.probeTimeoutNs()) {
                // This node itself is late: the answer may be queued behind this tick.
                target = null;
                health.worsen(1);
            } else if (target != null) {
                giveUp(target, nowNs, out);
            }
            nextProbeNs = nowNs + health.stretch(settings.probeIntervalNs());
            probeNext(nowNs, out);
        }
        if (nextNudgeNs <= nowNs) {
            nudgeSuspects(nowNs, out);
        }
    }

    private void probeNext(long nowNs, List<MembershipEffect> out) {
        MemberStatus next = nextInRound();
        if (next == null) {
            return;
        }
        target = next.member().id();
        othersAsked = false;
        nacksMissing = 0;
        targetSequence = sequenceNext++;
        timeoutNs = nowNs + health.stretch(settings.probeTimeoutNs());
        probe(next.member().address(), next.member().id(), targetSequence, nowNs, out);
    }

    private void probe(
            Address to, MemberId id, long sequence, long nowNs, List<MembershipEffect> out) {
        MemberId self = roster.self().id();
        outbox.send(
                to,
                id,
                rumours -> new MembershipMessage.Probe(self, sequence, id, rumours),
                nowNs,
                out);
    }

    private @Nullable MemberStatus nextInRound() {
        for (int refill = 0; refill < 2; refill++) {
            while (!round.isEmpty()) {
                MemberStatus status = roster.find(round.removeFirst());
                if (status != null && status.state().isReachable()) {
                    return status;
                }
            }
            List<Member> order = outbox.pick(Integer.MAX_VALUE, null);
            shuffle(order);
            order.forEach(member -> round.addLast(member.id()));
        }
        return null;
    }

    private void shuffle(List<Member> order) {
        for (int i = order.size() - 1; i > 0; i--) {
            int at = random.nextInt(i + 1);
            Member moved = order.get(i);
            order.set(i, order.get(at));
            order.set(at, moved);
        }
    }

    private void askOthers(MemberId id, long nowNs, List<MembershipEffect> out) {
        othersAsked = true;
        MemberStatus status = roster.find(id);
        if (status == null) {
            return;
        }
        MemberId self = roster.self().id();
        long sequence = targetSequence;
        for (Member helper : outbox.pick(settings.indirectProbes(), id)) {
            nacksMissing++;
            outbox.send(
                    helper.address(),
                    helper.id(),
                    rumours ->
                            new MembershipMessage.ProbeRequest(
                                    self, sequence, id, status.member().address(), rumours),
                    nowNs,
                    out);
        }
        // Retries the direct way, because one lost datagram is no reason for suspicion.
        probe(status.member().address(), id, sequence, nowNs, out);
    }

    private void giveUp(MemberId id, long nowNs, List<MembershipEffect> out) {
        target = null;
        health.worsen(nacksMissing);
        roster.suspect(id, nowNs, out);
    }

    /**
     * Probes suspected members each interval and tells them of the suspicion, so that they have
     * many chances to refute it before they are declared dead.
     */
    private void nudgeSuspects(long nowNs, List<MembershipEffect> out) {
        List<Member> suspects = new ArrayList<>(roster.inState(MemberState.SUSPECT));
        // Not stretched by local health: it helps the suspect and does not judge it.
        nextNudgeNs = suspects.isEmpty() ? Long.MAX_VALUE : nowNs + settings.probeIntervalNs();
        suspects.removeIf(member -> member.id().equals(target));
        shuffle(suspects);
        for (Member suspect : suspects.subList(0, Math.min(NUDGES_MAX, suspects.size()))) {
            probe(suspect.address(), suspect.id(), sequenceNext++, nowNs, out);
        }
    }

    /** New suspicions: a few members check them next, to confirm or refute them. */
    void checkSoon(List<MemberId> suspected, long nowNs) {
        if (!suspected.isEmpty()) {
            nextNudgeNs = Math.min(nextNudgeNs, nowNs + settings.probeIntervalNs() / 2);
        }
        double share = (double) CONFIRMERS / (1 + roster.reachableCount());
        for (MemberId id : suspected) {
            if (!id.equals(target) && random.chance(share)) {
                round.remove(id);
                round.addFirst(id);
            }
        }
    }

    /**
     * Abandons all probes after a pause of this process, because they prove nothing about others.
     */
    void abandon(long nowNs) {
        target = null;
        relays.clear();
        nextProbeNs = nowNs;
    }

    void onProbe(
            Address from, MembershipMessage.Probe probe, long nowNs, List<MembershipEffect> out) {
        MemberId self = roster.self().id();
        if (!probe.target().equals(self)) {
            outbox.announceSelf(from, nowNs, out); // Another member has the address now.
            return;
        }
        outbox.send(
                from,
                probe.from(),
                rumours -> new MembershipMessage.ProbeAck(self, probe.sequence(), rumours),
                nowNs,
                out);
    }

    void onProbeRequest(
            Address from,
            MembershipMessage.ProbeRequest request,
            long nowNs,
            List<MembershipEffect> out) {
        if (relays.size() >= RELAYS_MAX) {
            return;
        }
        long sequence = sequenceNext++;
        long nackNs = nowNs + settings.probeTimeoutNs() * 4 / 5;
        long endNs = nowNs + settings.probeIntervalNs() * (LocalHealth.SCORE_MAX + 1L);
        relays.put(
                sequence,
                new Relay(from, request.from(), request.sequence(), nackNs, endNs, false));
        probe(request.targetAddress(), request.target(), sequence, nowNs, out);
    }

    void onAck(MembershipMessage.ProbeAck ack, long nowNs, List<MembershipEffect> out) {
        if (target != null && ack.sequence() == targetSequence) {
            target = null;
            health.improve();
            return;
        }
        Relay relay = relays.remove(ack.sequence());
        if (relay != null) {
            MemberId self = roster.self().id();
            outbox.send(
                    relay.origin(),
                    relay.originId(),
                    rumours ->
                            new MembershipMessage.ProbeAck(self, relay.originSequence(), rumours),
                    nowNs,
                    out);
        }
    }

    void onNack(MembershipMessage.ProbeNack nack) {
        if (target != null && nack.sequence() == targetSequence) {
            nacksMissing = Math.max(0, nacksMissing - 1);
        }
    }

    private void runRelays(long nowNs, List<MembershipEffect> out) {
        List<Long> nackNow = new ArrayList<>();
        for (Iterator<Long> i = relays.keySet().iterator(); i.hasNext(); ) {
            long sequence = i.next();
            Relay relay = relays.get(sequence);
            if (relay != null && relay.endNs() <= nowNs) {
                i.remove();
            } else if (relay != null && !relay.nacked() && relay.nackNs() <= nowNs) {
                nackNow.add(sequence);
            }
        }
        MemberId self = roster.self().id();
        for (long sequence : nackNow) {
            relays.computeIfPresent(
                    sequence,
                    (key, r) ->
                            new Relay(
                                    r.origin(),
                                    r.originId(),
                                    r.originSequence(),
                                    r.nackNs(),
                                    r.endNs(),
                                    true));
            Relay relay = relays.get(sequence);
            if (relay != null) {
                outbox.send(
                        relay.origin(),
                        relay.originId(),
                        rumours ->
                                new MembershipMessage.ProbeNack(
                                        self, relay.originSequence(), rumours),
                        nowNs,
                        out);
            }
        }
    }
}
