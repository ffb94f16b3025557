package org.davebank.rest;

import java.util.List;
import java.util.Locale;
import org.davebank.api.network.AuditAnswer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.EventAnswer;
import org.davebank.api.network.FaultAnswer;
import org.davebank.api.network.GroupHealth;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.PlacesAnswer;
import org.davebank.api.network.RecoveryAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.api.network.StreamedEvent;
import org.davebank.base.Event;
import org.davebank.service.network.AuditReport;
import org.davebank.service.network.IndexService;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NodeRecovery;
import org.davebank.service.network.TransitCut;
import org.jspecify.annotations.Nullable;

/** What the services say of the network, as the contract has it. */
final class NetworkBodies {

    private NetworkBodies() {}

    static ClusterAnswer cluster(NetworkSnapshot snapshot) {
        return new ClusterAnswer(
                snapshot.servedBy(),
                snapshot.supernode(),
                snapshot.supernodeTerm(),
                snapshot.systemQuorum(),
                snapshot.systemVoters(),
                snapshot.replicasWanted(),
                snapshot.faultTolerant(),
                snapshot.failuresSurvived(),
                snapshot.oneTooMany(),
                health(snapshot.system()),
                snapshot.currency(),
                money(snapshot.money()),
                snapshot.nodes().stream().map(NetworkBodies::node).toList(),
                snapshot.shards().stream().map(NetworkBodies::shard).toList(),
                snapshot.faults().stream().map(NetworkBodies::fault).toList());
    }

    private static ClusterAnswer.Money money(NetworkSnapshot.Money money) {
        return new ClusterAnswer.Money(word(money.verdict()), money.ageMs(), money.text());
    }

    static NodeAnswer node(NetworkSnapshot.NodeRow node) {
        return new NodeAnswer(
                node.name(),
                node.memberId(),
                node.server() ? "server" : "worker",
                node.supernode(),
                word(node.state()),
                word(node.process()),
                word(node.reach()),
                ordered(node.ordered()),
                node.sinceMs(),
                node.incarnation(),
                node.address(),
                node.console(),
                node.pid(),
                node.revivable(),
                node.uptimeMs(),
                node.heapBytes(),
                node.residentBytes(),
                node.bytesSent(),
                node.bytesReceived(),
                node.journalBytes(),
                node.load().longestTurnMs(),
                node.load().longTurns(),
                node.load().longQueries(),
                node.load().queriesRefused(),
                node.reportAgeMs(),
                node.skewMs(),
                node.replicas().stream().map(NetworkBodies::replica).toList());
    }

    private static NodeAnswer.@Nullable OrderedFault ordered(
            NetworkSnapshot.@Nullable Ordered ordered) {
        return ordered == null
                ? null
                : new NodeAnswer.OrderedFault(
                        ordered.fault(),
                        ordered.kind(),
                        ordered.cutsOff(),
                        ordered.forMs(),
                        ordered.remainingMs());
    }

    private static NodeAnswer.Replica replica(NetworkSnapshot.ReplicaRow replica) {
        boolean system = replica.shard() < 0;
        return new NodeAnswer.Replica(
                system ? "system" : "shard " + replica.shard(),
                system ? null : replica.shard(),
                replica.role(),
                replica.term(),
                replica.commitIndex(),
                replica.appliedIndex(),
                replica.lag());
    }

    static ShardAnswer shard(NetworkSnapshot.ShardRow shard) {
        NetworkSnapshot.Health health = shard.health();
        return new ShardAnswer(
                shard.shard(),
                shard.placed(),
                health.quorum(),
                shard.clockSkew(),
                shard.leader(),
                shard.term(),
                shard.commitIndex(),
                shard.voters(),
                shard.learners(),
                shard.faultTolerant(),
                health.failuresSurvived(),
                health.oneTooMany(),
                voters(health));
    }

    private static GroupHealth health(NetworkSnapshot.Health health) {
        return new GroupHealth(
                health.quorum(), health.failuresSurvived(), health.oneTooMany(), voters(health));
    }

    private static List<GroupHealth.Voter> voters(NetworkSnapshot.Health health) {
        return health.voters().stream()
                .map(voter ->
                        new GroupHealth.Voter(
                                voter.name(), voter.memberId(), voter.flaw() == null, voter.flaw()))
                .toList();
    }

    static FaultAnswer fault(NetworkSnapshot.FaultRow fault) {
        return new FaultAnswer(
                fault.id(),
                fault.kind(),
                fault.node(),
                fault.parameters(),
                fault.text(),
                fault.remainingMs());
    }

    static EventAnswer event(Event event) {
        return new EventAnswer(
                BankBodies.time(event.atMs()),
                event.node(),
                word(event.kind()),
                group(event),
                event.term(),
                event.index(),
                event.text());
    }

    static StreamedEvent streamed(Event event) {
        return new StreamedEvent(
                BankBodies.time(event.atMs()),
                event.node(),
                event.sequence(),
                word(event.kind()).replace('_', '-'),
                group(event),
                event.term(),
                event.index(),
                event.text());
    }

    private static @Nullable String group(Event event) {
        var group = event.group();
        return group == null ? null : group.toString();
    }

    static AuditAnswer audit(AuditReport report) {
        TransitCut cut = report.cut();
        return new AuditAnswer(
                word(report.verdict()),
                report.text(),
                BankBodies.time(report.atMs()),
                report.recomputedAgeMs(),
                report.shards().stream().mapToLong(AuditReport.ShardBooks::sumMinor).sum(),
                cut == null ? null : cut.mark(),
                cut == null ? null : Math.max(0, report.atMs() - cut.atMs()),
                cut == null ? null : cut.sumMinor(),
                report.shards().stream().map(NetworkBodies::books).toList());
    }

    private static AuditAnswer.ShardBooks books(AuditReport.ShardBooks books) {
        return new AuditAnswer.ShardBooks(
                books.shard(),
                books.known(),
                books.index(),
                books.sumMinor(),
                books.accounts(),
                books.transactions(),
                books.inTransitMinor(),
                books.balancesRecomputed(),
                books.hashesAgree(),
                books.recomputedAgeMs(),
                books.rereadAgeMs(),
                books.replicas().stream()
                        .map(each ->
                                new AuditAnswer.ReplicaBooks(
                                        each.node(), each.state(), each.stateHash(), each.detail()))
                        .toList());
    }

    static RecoveryAnswer recovery(NetworkSnapshot.NodeRow node, NodeRecovery recovery) {
        NodeRecovery.Files files = recovery.files();
        return new RecoveryAnswer(
                node.name(),
                word(node.state()),
                recovery.afterS(),
                recovery.shards().stream().map(NetworkBodies::lost).toList(),
                new RecoveryAnswer.LostFiles(
                        files.count(),
                        files.bytes(),
                        files.copiedTo(),
                        files.notCopied(),
                        files.lost(),
                        files.afterS()));
    }

    private static RecoveryAnswer.LostReplica lost(NodeRecovery.Shard shard) {
        var why = shard.why();
        return new RecoveryAnswer.LostReplica(
                shard.shard(),
                shard.role(),
                shard.survivors(),
                shard.rebuiltOn(),
                why == null ? null : word(why));
    }

    static PlacesAnswer places(IndexService.Located located) {
        return new PlacesAnswer(
                located.key(),
                located.exists(),
                located.about(),
                located.places().stream()
                        .map(place ->
                                new PlacesAnswer.Place(
                                        word(place.kind()),
                                        place.key(),
                                        String.format("%016x", place.hash()),
                                        place.slot(),
                                        place.shard(),
                                        place.replicas(),
                                        place.leader(),
                                        place.term(),
                                        place.route()))
                        .toList());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
