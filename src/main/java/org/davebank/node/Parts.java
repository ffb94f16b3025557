package org.davebank.node;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.base.RandomSource;
import org.davebank.directory.RoutingTable;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.node.files.Files;
import org.davebank.node.files.Shares;
import org.davebank.node.journal.EventLog;
import org.davebank.node.journal.NodeJournal;
import org.davebank.node.journal.Recovered;
import org.davebank.node.journal.RecoveredLives;
import org.davebank.node.lives.Lives;
import org.davebank.node.lives.LocalNode;
import org.davebank.node.port.Disk;
import org.davebank.node.port.Network;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.port.Time;
import org.davebank.node.replica.Clearance;
import org.davebank.node.replica.ClockAlarm;
import org.davebank.node.replica.Clocks;
import org.davebank.node.replica.Outbox;
import org.davebank.node.replica.Refusals;
import org.davebank.node.replica.Scans;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.supernode.AuditRounds;
import org.davebank.storage.Journal;

/**
 * Creates and wires the parts of one node. They live as long as the node and belong to its loop's
 * thread.
 */
final class Parts {

    final NodeSettings settings;
    final Disk disk;
    final Time time;
    final NodeHooks hooks;
    final MemberId self;
    final NodeJournal journal;
    final Clocks clocks;
    final Refusals refusals;
    final ClockAlarm alarm;
    final Outbox outbox;
    final EventLog events;
    final RoutingTable routes = new RoutingTable();
    final Reports reports = new Reports();
    final AuditRounds audits = new AuditRounds();
    final Scans scans;
    final Files files;
    final Shares shares;
    final Requests requests;
    final RequestHandler handler;
    final Lives lives;
    final Clearance clearance;
    final List<Address> knownAddresses;
    final Neighbours neighbours;
    final Replicas replicas;
    final NodeSurroundings surroundings;

    Parts(
            Node node,
            NodeSettings settings,
            Network network,
            Disk disk,
            Time time,
            RandomSource random,
            NodeHooks hooks,
            Recovered recovered,
            Journal opened) {
        this.settings = settings;
        this.disk = disk;
        this.time = time;
        this.hooks = hooks;
        this.self = Objects.requireNonNull(recovered.member);
        this.journal = new NodeJournal(opened, disk);
        this.events = new EventLog(settings.name(), time, hooks);
        long nowNs = time.nowNs();
        this.surroundings = new NodeSurroundings(node, this, recovered.lives.place, nowNs);
        this.files = new Files(surroundings, settings.files(), disk, time, journal);
        this.shares = new Shares(surroundings, files);
        this.scans = new Scans(settings.name(), settings.scans(), time);
        this.handler = new RequestHandler(node, files, shares, audits, scans, hooks);
        long firstRequest = random.nextLong() >>> 1;
        this.knownAddresses = knownAddresses(settings, recovered);
        this.lives =
                new Lives(
                        localNode(recovered.lives),
                        recovered.lives,
                        recovered.addresses,
                        network,
                        journal,
                        time,
                        firstRequest,
                        surroundings);
        this.clearance = new Clearance(self, nowNs);
        this.neighbours =
                new Neighbours(
                        settings,
                        member(recovered.incarnation + 1),
                        recovered.addresses,
                        lives,
                        journal,
                        events,
                        random.fork(),
                        nowNs,
                        surroundings);
        this.clocks = new Clocks(self, time, firstRequest);
        this.refusals = new Refusals(events, time, neighbours::name);
        this.alarm = new ClockAlarm(clocks, events, neighbours::name);
        this.outbox = new Outbox(self, lives, clocks, neighbours::address);
        this.requests =
                new Requests(
                        settings.name(), neighbours, lives, routes, firstRequest, handler::handle);
        this.replicas = new Replicas(this, random, recovered.spill, node::leaderChanged);
    }

    /** Addresses of nodes that may know this member, and addresses where a copy of it may run. */
    private static List<Address> knownAddresses(NodeSettings settings, Recovered recovered) {
        TreeSet<Address> all = new TreeSet<>(settings.seeds());
        all.addAll(recovered.addresses.values());
        all.addAll(recovered.lives.addresses);
        all.remove(settings.address());
        return List.copyOf(all);
    }

    private LocalNode localNode(RecoveredLives before) {
        boolean moved =
                !before.chain.isEmpty()
                        && (before.moved || !before.identity.equals(disk.identity()));
        return new LocalNode(
                self,
                settings.name(),
                settings.address(),
                moved,
                disk.identity(),
                disk.place(),
                time.wallMs(),
                settings.formats().messages());
    }

    private Member member(long incarnation) {
        return new Member(
                self,
                settings.name(),
                settings.server() ? MemberRole.SERVER : MemberRole.WORKER,
                settings.address(),
                settings.httpPort(),
                settings.agent(),
                incarnation);
    }
}
