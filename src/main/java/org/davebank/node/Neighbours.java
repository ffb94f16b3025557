package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.davebank.base.Address;
import org.davebank.base.EventKind;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.base.WireWriter;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.membership.Membership;
import org.davebank.membership.MembershipEffect;
import org.davebank.membership.MembershipInput;
import org.davebank.node.journal.EventLog;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.port.Surroundings;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.wire.MessageSender;
import org.davebank.node.wire.NodeMessage;
import org.davebank.storage.RecordKind;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** This node's view of the other nodes: their identity, status and address. */
final class Neighbours implements Requests.Peers {

    private final NodeSettings settings;
    private final Member me;
    private final MessageSender network;
    private final NodeJournal journal;
    private final EventLog events;
    private final Surroundings node;
    private final Membership membership;
    private final Map<MemberId, Address> addresses = new TreeMap<>();

    /** @param addresses last known addresses of members */
    Neighbours(
            NodeSettings settings,
            Member me,
            Map<MemberId, Address> addresses,
            MessageSender network,
            NodeJournal journal,
            EventLog events,
            RandomSource random,
            long nowNs,
            Surroundings node) {
        this.settings = settings;
        this.me = me;
        this.network = network;
        this.journal = journal;
        this.events = events;
        this.node = node;
        this.addresses.putAll(addresses);
        this.membership = new Membership(settings.membership(), me, seeds(), random, nowNs);
    }

    private List<Address> seeds() {
        List<Address> seeds = new ArrayList<>(settings.seeds());
        for (Address known : addresses.values()) {
            if (!seeds.contains(known) && !known.equals(settings.address())) {
                seeds.add(known);
            }
        }
        return seeds;
    }

    void step(MembershipInput input, long nowNs) {
        for (MembershipEffect effect : membership.step(input, nowNs)) {
            execute(effect);
        }
    }

    private void execute(MembershipEffect effect) {
        switch (effect) {
            case MembershipEffect.Send e ->
                    network.send(e.to(), Priority.HEARTBEAT, new NodeMessage.Gossip(e.message()));
            case MembershipEffect.Changed e -> changed(e.now());
            case MembershipEffect.IncarnationRaised e ->
                    journal.save(
                            RecordKind.INCARNATION,
                            0,
                            new WireWriter().varint(e.incarnation()).toBytes());
            case MembershipEffect.Joined e ->
                    events.record(EventKind.MEMBER_JOINED, settings.name() + " has joined");
            case MembershipEffect.NameTaken e -> node.nameTaken(e.holder());
        }
    }

    private void changed(MemberStatus status) {
        Member member = status.member();
        EventKind kind =
                switch (status.state()) {
                    case ALIVE -> EventKind.MEMBER_ALIVE;
                    case SUSPECT -> EventKind.MEMBER_SUSPECT;
                    case DEAD -> EventKind.MEMBER_DEAD;
                    case LEFT -> EventKind.MEMBER_LEFT;
                };
        String word =
                switch (status.state()) {
                    case ALIVE -> " is alive";
                    case SUSPECT -> " is suspected";
                    case DEAD -> " is considered dead";
                    case LEFT -> " has left";
                };
        events.record(kind, member.name() + word);
        if (status.state() != MemberState.ALIVE) {
            node.memberLost(member.id());
        } else if (!member.address().equals(addresses.put(member.id(), member.address()))) {
            journal.save(RecordKind.NOTE, 0, Recovered.writeAddresses(addresses));
        }
    }

    /** Sends the message to all reachable servers except this node. */
    void tellServers(NodeMessage message) {
        for (MemberStatus status : membership.members()) {
            Member member = status.member();
            boolean server = member.role() == MemberRole.SERVER;
            if (status.state().isReachable() && server && !member.id().equals(me.id())) {
                network.send(member.address(), Priority.LOG, message);
            }
        }
    }

    /**
     * Whether {@link #tellServers} has at least one recipient and all of them are open. Messages
     * that are sent only once should wait for that, because a starting node does not know the
     * servers yet.
     */
    boolean reachesServers(Predicate<Address> open) {
        boolean any = false;
        for (MemberStatus status : membership.members()) {
            Member member = status.member();
            boolean server = member.role() == MemberRole.SERVER;
            if (status.state().isReachable() && server && !member.id().equals(me.id())) {
                if (!open.test(member.address())) {
                    return false;
                }
                any = true;
            }
        }
        return any && membership.joined();
    }

    /** Whether that member is dead, has left or is not known. */
    boolean isGone(MemberId member) {
        MemberStatus status = membership.find(member);
        return status == null || !status.state().isReachable();
    }

    /** Whether this node knows no other node. */
    boolean isAlone() {
        return addresses.isEmpty() && settings.seeds().isEmpty();
    }

    List<MemberStatus> members() {
        return membership.members();
    }

    long nextDeadlineNs() {
        return membership.nextDeadlineNs();
    }

    @Override
    public MemberId self() {
        return me.id();
    }

    @Override
    public @Nullable Address address(MemberId member) {
        if (member.equals(me.id())) {
            return settings.address();
        }
        MemberStatus status = membership.find(member);
        return status == null ? addresses.get(member) : status.member().address();
    }

    /** A member's name, or its id where no name is known. */
    String name(MemberId member) {
        MemberStatus status = member.equals(me.id()) ? null : membership.find(member);
        return member.equals(me.id())
                ? settings.name()
                : status == null ? member.toString() : status.member().name();
    }

    @Override
    public boolean usable(MemberId member) {
        if (member.equals(me.id())) {
            return true;
        }
        MemberStatus status = membership.find(member);
        return status == null ? addresses.containsKey(member) : status.state() == MemberState.ALIVE;
    }

    boolean isWorker(@Nullable Address address) {
        for (MemberStatus status : membership.members()) {
            Member member = status.member();
            if (member.address().equals(address)) {
                return member.role() == MemberRole.WORKER;
            }
        }
        return false;
    }

    @Override
    public boolean isServer() {
        return settings.server();
    }

    @Override
    public List<MemberId> servers() {
        List<MemberId> servers = new ArrayList<>();
        for (MemberStatus status : membership.members()) {
            if (status.member().role() == MemberRole.SERVER) {
                servers.add(status.member().id());
            }
        }
        return servers;
    }
}
