package org.davebank.membership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireException;
import org.jspecify.annotations.Nullable;

/** Many members in virtual time, with a network that loses, delays and blocks. */
final class Village {

    static final long MS = 1_000_000L;
    static final long SECOND = 1_000 * MS;

    /** One process. */
    static final class Inhabitant {
        final String name;
        final Membership membership;
        boolean dead;
        boolean paused;
        long wakeNs;
        boolean sawJoined;
        @Nullable Member nameTakenBy;
        long persistedIncarnation;
        final ArrayDeque<Delivery> unread = new ArrayDeque<>();

        Inhabitant(String name, Membership membership) {
            this.name = name;
            this.membership = membership;
        }

        MemberState sees(String other) {
            MemberStatus status = findByName(membership, other);
            return status == null ? MemberState.LEFT : status.state();
        }
    }

    /** The member of that name; of several lives the one that is reachable, else the last seen. */
    static @Nullable MemberStatus findByName(Membership membership, String name) {
        return membership.members().stream()
                .filter(status -> status.member().name().equals(name))
                .max(
                        Comparator.comparing((MemberStatus status) -> status.state().isReachable())
                                .thenComparing(MemberStatus::sinceNs))
                .orElse(null);
    }

    record Delivery(long atNs, long order, Address from, Address to, byte[] bytes) {}

    /** One change of belief: who believes what about whom since when. */
    record Change(long atNs, String by, Member about, MemberState state) {}

    final TreeMap<String, Inhabitant> inhabitants = new TreeMap<>();
    final List<Change> changes = new ArrayList<>();
    final TreeSet<String> blocked = new TreeSet<>();
    final MembershipSettings settings = new MembershipSettings();
    final RandomSource random;
    private final PriorityQueue<Delivery> inFlight =
            new PriorityQueue<>((a, b) ->
                    a.atNs() != b.atNs()
                            ? Long.compare(a.atNs(), b.atNs())
                            : Long.compare(a.order(), b.order()));
    private final TreeMap<Address, Inhabitant> byAddress = new TreeMap<>();
    double loss;
    double duplication;
    long nowNs = -7 * SECOND; // The monotonic clock may well start below zero.
    long sent;
    int largestBytes;
    long traceHash;
    private long orderNext;

    Village(long seed) {
        this.random = new RandomSource(seed);
    }

    static Address addressOf(String name) {
        return new Address("10.0.0.1", 1_000 + Integer.parseInt(name.substring(1)));
    }

    Inhabitant add(String name, long id, long incarnation, String... seeds) {
        return add(name, name, id, incarnation, seeds);
    }

    /** One that lives where the name of {@code place} would, under another name. */
    Inhabitant add(String place, String name, long id, long incarnation, String... seeds) {
        Member self =
                new Member(
                        new MemberId(id),
                        name,
                        MemberRole.WORKER,
                        addressOf(place),
                        0,
                        null,
                        incarnation);
        List<Address> at = new ArrayList<>();
        for (String seed : seeds) {
            at.add(addressOf(seed));
        }
        Inhabitant inhabitant =
                new Inhabitant(place, new Membership(settings, self, at, random.fork(), nowNs));
        inhabitant.wakeNs = nowNs;
        inhabitants.put(place, inhabitant);
        byAddress.put(addressOf(place), inhabitant);
        return inhabitant;
    }

    /** Members n1 to nN, which all know n1, after they have met. */
    static Village of(int count, long seed) {
        Village village = new Village(seed);
        for (int i = 1; i <= count; i++) {
            village.add("n" + i, 1_000 + i, 1, "n1");
        }
        village.runUntil(() -> village.allAgree(MemberState.ALIVE), 20 * SECOND);
        village.run(2 * SECOND);
        village.changes.clear();
        return village;
    }

    Inhabitant get(String name) {
        Inhabitant found = inhabitants.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name);
        }
        return found;
    }

    void kill(String name) {
        get(name).dead = true;
    }

    Inhabitant revive(String name, String... seeds) {
        Membership before = get(name).membership;
        return add(
                name, before.roster.self().id().value(), get(name).persistedIncarnation + 1, seeds);
    }

    void pause(String name) {
        get(name).paused = true;
    }

    void resume(String name) {
        Inhabitant inhabitant = get(name);
        inhabitant.paused = false;
        inhabitant.wakeNs = nowNs;
        while (!inhabitant.unread.isEmpty()) {
            receive(inhabitant, inhabitant.unread.removeFirst());
        }
    }

    void block(String from, String to) {
        blocked.add(addressOf(from) + ">" + addressOf(to));
    }

    void step(String name, MembershipInput input) {
        step(get(name), input);
    }

    /** Every living member holds every living member to be in this state. */
    boolean allAgree(MemberState state) {
        for (Inhabitant one : inhabitants.values()) {
            for (Inhabitant other : inhabitants.values()) {
                if (!one.dead && !other.dead && one.sees(other.name) != state) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Everybody who lives believes this about the named member. */
    boolean allSee(String name, MemberState state) {
        return inhabitants.values().stream()
                .filter(one -> !one.dead && !one.paused && !one.name.equals(name))
                .allMatch(one -> one.sees(name) == state);
    }

    void run(long ns) {
        long endNs = nowNs + ns;
        while (next(endNs)) {}
        nowNs = endNs;
    }

    /** Nanoseconds until the condition held, or -1 when it never did. */
    long runUntil(BooleanSupplier condition, long limitNs) {
        long startNs = nowNs;
        while (!condition.getAsBoolean()) {
            if (nowNs - startNs >= limitNs) {
                return -1;
            }
            run(20 * MS);
        }
        return nowNs - startNs;
    }

    private boolean next(long endNs) {
        Inhabitant wakes = null;
        for (Inhabitant one : inhabitants.values()) {
            if (!one.dead && !one.paused && (wakes == null || one.wakeNs < wakes.wakeNs)) {
                wakes = one;
            }
        }
        Delivery delivery = inFlight.peek();
        boolean deliver = delivery != null && (wakes == null || delivery.atNs() <= wakes.wakeNs);
        if (deliver) {
            if (delivery.atNs() > endNs) {
                return false;
            }
            inFlight.remove();
            nowNs = Math.max(nowNs, delivery.atNs());
            @Nullable Inhabitant to = byAddress.get(delivery.to());
            if (to != null && !to.dead) {
                if (to.paused) {
                    to.unread.addLast(delivery);
                } else {
                    receive(to, delivery);
                }
            }
            return true;
        }
        if (wakes == null || wakes.wakeNs > endNs) {
            return false;
        }
        nowNs = Math.max(nowNs, wakes.wakeNs);
        step(wakes, new MembershipInput.Tick());
        return true;
    }

    private void receive(Inhabitant to, Delivery delivery) {
        try {
            MembershipMessage message = MembershipBytes.decode(delivery.bytes());
            step(to, new MembershipInput.Received(delivery.from(), message));
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private void step(Inhabitant one, MembershipInput input) {
        for (MembershipEffect effect : one.membership.step(input, nowNs)) {
            switch (effect) {
                case MembershipEffect.Send send -> transmit(addressOf(one.name), send);
                case MembershipEffect.Changed changed -> {
                    MemberStatus now = changed.now();
                    changes.add(new Change(nowNs, one.name, now.member(), now.state()));
                    traceHash =
                            RandomSource.mix64(
                                    traceHash
                                            ^ nowNs
                                            ^ now.member().id().value()
                                            ^ now.state().ordinal());
                }
                case MembershipEffect.IncarnationRaised raised ->
                        one.persistedIncarnation = raised.incarnation();
                case MembershipEffect.Joined joined -> one.sawJoined = true;
                case MembershipEffect.NameTaken taken -> one.nameTakenBy = taken.holder();
            }
        }
        one.wakeNs = one.membership.nextDeadlineNs();
        if (one.wakeNs <= nowNs) {
            throw new AssertionError("a deadline was not handled: " + one.name);
        }
    }

    private void transmit(Address from, MembershipEffect.Send send) {
        byte[] bytes = MembershipBytes.encode(send.message());
        largestBytes = Math.max(largestBytes, bytes.length);
        sent++;
        if (blocked.contains(from + ">" + send.to()) || random.chance(loss)) {
            return;
        }
        int copies = random.chance(duplication) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long atNs = nowNs + random.between(MS / 10, 8 * MS);
            traceHash = RandomSource.mix64(traceHash ^ atNs ^ bytes.length);
            inFlight.add(new Delivery(atNs, orderNext++, from, send.to(), bytes));
        }
    }
}
