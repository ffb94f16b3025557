package org.davebank.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.jspecify.annotations.Nullable;

/** Fills messages with rumours up to the packet size, and picks their receivers. */
public final class Outbox {

    private final MembershipSettings settings;
    private final Roster roster;
    private final RumourQueue queue;
    private final RandomSource random;

    Outbox(MembershipSettings settings, Roster roster, RumourQueue queue, RandomSource random) {
        this.settings = settings;
        this.roster = roster;
        this.queue = queue;
        this.random = random;
    }

    /**
     * Sends one message with as many rumours as fit.
     *
     * @param peer the receiver, if known: if it is not believed alive, that rumour comes first, so
     *     that it can refute it (Lifeguard's buddy system, section IV-C)
     */
    void send(
            Address to,
            @Nullable MemberId peer,
            Function<List<Rumour>, MembershipMessage> message,
            long nowNs,
            List<MembershipEffect> out) {
        int left = settings.packetBytesMax() - MembershipCodec.sizeOf(message.apply(List.of())) - 2;
        List<Rumour> rumours = new ArrayList<>();
        Rumour own = peer == null ? null : roster.belief(peer, nowNs);
        if (own != null && own.state() != MemberState.ALIVE) {
            int size = MembershipCodec.sizeOf(own);
            if (size <= left) {
                rumours.add(own);
                left -= size;
            }
        }
        queue.take(rumours, left, sentMax(), id -> roster.belief(id, nowNs));
        out.add(new MembershipEffect.Send(to, message.apply(rumours)));
    }

    /** Sends rumours to a few random members. */
    void gossip(long nowNs, List<MembershipEffect> out) {
        for (Member peer : pick(settings.gossipFanOut(), null)) {
            if (queue.isEmpty()) {
                return;
            }
            MemberId self = roster.self().id();
            send(
                    peer.address(),
                    peer.id(),
                    rumours -> new MembershipMessage.Gossip(self, rumours),
                    nowNs,
                    out);
        }
    }

    /** Sends only this node's own state at once, to refute a suspicion. */
    void announceSelf(Address to, long nowNs, List<MembershipEffect> out) {
        Rumour own = roster.belief(roster.self().id(), nowNs);
        if (own != null) {
            MembershipMessage message =
                    new MembershipMessage.Gossip(roster.self().id(), List.of(own));
            out.add(new MembershipEffect.Send(to, message));
        }
    }

    /**
     * Sends the whole state in as many packets as necessary, this node first.
     *
     * @param peer the receiver, if known; the belief about it comes second
     * @param packetsMax maximum number of packets
     */
    void exchange(
            Address to,
            @Nullable MemberId peer,
            boolean answerWanted,
            int packetsMax,
            long nowNs,
            List<MembershipEffect> out) {
        MemberId self = roster.self().id();
        List<MemberId> order = new ArrayList<>();
        order.add(self);
        if (peer != null && !peer.equals(self)) {
            order.add(peer);
        }
        for (MemberStatus status : roster.all()) {
            MemberId id = status.member().id();
            if (!id.equals(self) && !id.equals(peer)) {
                order.add(id);
            }
        }
        int room =
                settings.packetBytesMax()
                        - MembershipCodec.sizeOf(
                                new MembershipMessage.Exchange(self, false, List.of()))
                        - 2;
        List<Rumour> part = new ArrayList<>();
        int left = room;
        int packets = 0;
        for (MemberId id : order) {
            Rumour rumour = roster.belief(id, nowNs);
            if (rumour == null) {
                continue;
            }
            int size = MembershipCodec.sizeOf(rumour);
            if (size > left) {
                boolean wanted = answerWanted && packets == 0;
                out.add(
                        new MembershipEffect.Send(
                                to, new MembershipMessage.Exchange(self, wanted, part)));
                packets++;
                if (packets == packetsMax) {
                    return;
                }
                part = new ArrayList<>();
                left = room;
            }
            part.add(rumour);
            left -= size;
        }
        boolean wanted = answerWanted && packets == 0;
        out.add(new MembershipEffect.Send(to, new MembershipMessage.Exchange(self, wanted, part)));
    }

    /** Up to {@code count} different reachable members at random, unsuspected ones first. */
    List<Member> pick(int count, @Nullable MemberId except) {
        List<Member> picked = new ArrayList<>();
        for (MemberState state : List.of(MemberState.ALIVE, MemberState.SUSPECT)) {
            List<Member> rest = new ArrayList<>(roster.inState(state));
            rest.removeIf(member -> member.id().equals(except));
            while (picked.size() < count && !rest.isEmpty()) {
                int at = random.nextInt(rest.size());
                picked.add(rest.get(at));
                rest.set(at, rest.getLast());
                rest.removeLast();
            }
        }
        return picked;
    }

    /** SWIM, section 4.1: lambda log n times. */
    private int sentMax() {
        double members = 2.0 + roster.reachableCount();
        return settings.gossipMultiplier() * (int) Math.ceil(StrictMath.log10(members));
    }
}
