package org.davebank.node;

import java.util.ArrayList;
import java.util.List;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.membership.MembershipInput;
import org.davebank.node.journal.Genesis;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.replica.GroupReplica;
import org.davebank.node.supernode.Supernode;
import org.davebank.node.wire.NodeMessage;
import org.davebank.node.wire.NodeReport;
import org.davebank.raft.RaftInput;
import org.jspecify.annotations.Nullable;

/** The periodic work of a node: timers, reports, journal marks and the supernode's steps. */
final class Duties {

    private static final long MARK_INTERVAL_NS = 100_000_000L;

    private final Node node;
    private final Parts parts;
    private @Nullable Supernode supernode;
    private long nextReportNs;
    private long nextSupernodeNs;
    private long nextMarkNs;

    Duties(Node node, Parts parts, long nowNs) {
        this.node = node;
        this.parts = parts;
        this.nextReportNs = nowNs;
        this.nextSupernodeNs = nowNs;
        this.nextMarkNs = nowNs;
    }

    /** Makes this node able to act as supernode, if it holds a replica of the system group. */
    void begin(@Nullable Genesis genesis) {
        GroupReplica<SystemCommand> system = parts.replicas.system();
        SystemState state = parts.replicas.systemState();
        if (supernode == null && system != null && state != null) {
            supernode =
                    new Supernode(
                            parts.surroundings,
                            system,
                            state,
                            genesis,
                            parts.settings.files(),
                            parts.settings.rebuildAfterNs(),
                            parts.events);
        }
    }

    /** Schedules the next report for this time instead of the end of its interval. */
    void reportAt(long nowNs) {
        nextReportNs = nowNs;
    }

    /** @param inputs number of inputs that the node has processed since it started */
    void tick(long inputs) {
        long nowNs = parts.time.nowNs();
        parts.lives.tick(nowNs);
        for (GroupReplica<?> replica : new ArrayList<>(parts.replicas.all())) {
            boolean clear = parts.clearance.isClear(replica.group());
            if (clear && replica.raft().nextDeadlineNs() <= nowNs) {
                replica.step(new RaftInput.Tick());
            }
        }
        if (parts.neighbours.nextDeadlineNs() <= nowNs) {
            parts.neighbours.step(new MembershipInput.Tick(), nowNs);
        }
        parts.requests.tick(nowNs);
        parts.audits.tick(nowNs, inputs);
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + Reports.INTERVAL_NS;
            node.lookForClearance();
            report(nowNs);
        }
        Supernode duties = supernode;
        if (duties != null && nowNs >= nextSupernodeNs) {
            nextSupernodeNs = nowNs + Supernode.INTERVAL_NS;
            duties.tick(nowNs);
        }
        if (nowNs >= nextMarkNs) {
            nextMarkNs = nowNs + MARK_INTERVAL_NS;
            parts.journal.mark();
        }
    }

    /** When {@link #tick} is due next. */
    long nextDeadlineNs() {
        if (parts.scans.pending()) {
            return parts.time.nowNs();
        }
        long next = Math.min(nextReportNs, Math.min(nextMarkNs, parts.neighbours.nextDeadlineNs()));
        next =
                Math.min(
                        next,
                        Math.min(parts.requests.nextDeadlineNs(), parts.audits.nextDeadlineNs()));
        next = Math.min(next, parts.lives.nextDeadlineNs());
        next = Math.min(next, parts.replicas.nextTransferNs());
        if (parts.replicas.leadsSystem()) {
            next = Math.min(next, nextSupernodeNs);
        }
        for (GroupReplica<?> replica : parts.replicas.all()) {
            if (parts.clearance.isClear(replica.group())) {
                next = Math.min(next, replica.nextDeadlineNs());
            }
        }
        return next;
    }

    private void report(long nowNs) {
        NodeHooks.Figures figures = parts.hooks.figures();
        parts.alarm.look(parts.replicas.all());
        NodeReport report =
                new NodeReport(
                        parts.self,
                        parts.settings.name(),
                        parts.time.wallMs(),
                        figures.uptimeMs(),
                        figures.heapBytes(),
                        figures.residentBytes(),
                        figures.bytesSent(),
                        figures.bytesReceived(),
                        parts.handler.requestsDone(),
                        parts.journal.bytes(),
                        node.whyFull(),
                        new NodeReport.Load(
                                figures.longestTurnUs(),
                                figures.longTurns(),
                                parts.scans.longScans(),
                                parts.scans.refused()),
                        parts.refusals.count(),
                        parts.alarm.skewed(),
                        figures.activeFaults(),
                        parts.replicas.reports(nowNs),
                        parts.neighbours.reachesServers(parts.lives::isOpen)
                                ? parts.events.takeUnreported()
                                : List.of(),
                        parts.settings.formats().newestRules(),
                        figures.measured());
        parts.reports.take(report, parts.routes, nowNs);
        parts.neighbours.tellServers(new NodeMessage.Report(report));
    }
}
