package org.davebank.process;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeFigures;
import org.davebank.raft.Role;

/** Names, help texts and sources of the bank's figures; {@code docs/metrics.md} lists them. */
final class BankFigures {

    private static final double MS_PER_S = 1e3;
    private static final double US_PER_S = 1e6;

    /**
     * @param name as it is scraped; a counter has {@code _total} behind it
     * @param counts since the process of the node began, or for ledgers since the shard began
     */
    record Figure<T>(String name, String help, boolean counts, ToDoubleFunction<T> value) {
        String scrapedAs() {
            return counts ? name + "_total" : name;
        }
    }

    /** Labelled with {@code node}. */
    static final List<Figure<NodeView.SeenReport>> OF_NODES =
            List.of(
                    gauge(
                            "davebank_node_report_age_seconds",
                            "time since the newest report of the node arrived",
                            seen -> seen.ageMs() / MS_PER_S),
                    gauge(
                            "davebank_node_uptime_seconds",
                            "time since the process began",
                            seen -> seen.report().uptimeMs() / MS_PER_S),
                    gauge(
                            "davebank_node_heap_bytes",
                            "heap in use",
                            seen -> seen.report().heapBytes()),
                    gauge(
                            "davebank_node_resident_bytes",
                            "memory of the process",
                            seen -> seen.report().residentBytes()),
                    gauge(
                            "davebank_node_journal_bytes",
                            "size of the journal on disk",
                            seen -> seen.report().journalBytes()),
                    gauge(
                            "davebank_node_full",
                            "1 when the node takes no more because memory or disk is full, else 0",
                            seen -> seen.report().full() ? 1 : 0),
                    counter(
                            "davebank_node_sent_bytes",
                            "bytes sent by UDP",
                            seen -> seen.report().bytesSent()),
                    counter(
                            "davebank_node_received_bytes",
                            "bytes received by UDP",
                            seen -> seen.report().bytesReceived()),
                    counter(
                            "davebank_node_requests",
                            "requests that the node has answered",
                            seen -> seen.report().requestsDone()),
                    counter(
                            "davebank_node_refused_messages",
                            "messages that could not be true and were refused",
                            seen -> seen.report().refused()),
                    gauge(
                            "davebank_node_longest_turn_seconds",
                            "longest turn of the loop in about the last minute",
                            seen -> seen.report().load().longestTurnUs() / US_PER_S),
                    counter(
                            "davebank_node_long_turns",
                            "turns of the loop that took longer than they should",
                            seen -> seen.report().load().longTurns()),
                    gauge(
                            "davebank_node_long_queries",
                            "queries under way that span turns",
                            seen -> seen.report().load().longQueries()),
                    counter(
                            "davebank_node_refused_queries",
                            "queries refused because there were too many",
                            seen -> seen.report().load().queriesRefused()),
                    gauge(
                            "davebank_node_active_faults",
                            "faults that people have ordered and that are at work",
                            seen -> seen.report().activeFaults().size()));

    /** Labelled with {@code node}. */
    static final List<Figure<NodeFigures.Transport>> OF_TRANSPORTS =
            List.of(
                    counter(
                            "davebank_transport_sent_messages",
                            "messages that were queued for another node",
                            NodeFigures.Transport::messagesSent),
                    counter(
                            "davebank_transport_refused_messages",
                            "messages not queued: too large, or a queue was full",
                            NodeFigures.Transport::messagesRefused),
                    counter(
                            "davebank_transport_expired_messages",
                            "messages given up because they became too old",
                            NodeFigures.Transport::messagesExpired),
                    counter(
                            "davebank_transport_sent_datagrams",
                            "datagrams sent",
                            NodeFigures.Transport::datagramsSent),
                    counter(
                            "davebank_transport_received_datagrams",
                            "datagrams received in a session",
                            NodeFigures.Transport::datagramsReceived),
                    counter(
                            "davebank_transport_unsent_datagrams",
                            "datagrams that the operating system did not take",
                            NodeFigures.Transport::datagramsUnsent),
                    counter(
                            "davebank_transport_lost_packets",
                            "packets taken for lost because they were not acknowledged",
                            NodeFigures.Transport::packetsLost),
                    counter(
                            "davebank_transport_refused_packets",
                            "packets refused: damaged, forged, received before or of no session",
                            NodeFigures.Transport::packetsRefused),
                    counter(
                            "davebank_transport_repeated_chunks",
                            "parts of messages that were sent again",
                            NodeFigures.Transport::chunksRepeated),
                    counter(
                            "davebank_transport_answered_handshakes",
                            "handshakes of other nodes that were answered",
                            NodeFigures.Transport::handshakesAnswered),
                    counter(
                            "davebank_transport_refused_handshakes",
                            "handshakes refused: made with another key, or damaged",
                            NodeFigures.Transport::handshakesRefused),
                    gauge(
                            "davebank_transport_buffered_bytes",
                            "messages that are queued, unacknowledged or partly received",
                            NodeFigures.Transport::bufferedBytes));

    /** Labelled with {@code node} and {@code peer}. */
    static final List<Figure<NodeFigures.Peer>> OF_PEERS =
            List.of(
                    gauge(
                            "davebank_peer_rtt_seconds",
                            "round-trip time to the peer, smoothed",
                            peer -> peer.rttUs() / US_PER_S),
                    gauge(
                            "davebank_peer_window_bytes",
                            "congestion window: how much may be in flight",
                            NodeFigures.Peer::windowBytes),
                    gauge(
                            "davebank_peer_in_flight_bytes",
                            "sent to the peer and not yet acknowledged or given up",
                            NodeFigures.Peer::inFlightBytes),
                    gauge(
                            "davebank_peer_queued_bytes",
                            "messages for the peer that wait or are unacknowledged",
                            NodeFigures.Peer::queuedBytes),
                    counter(
                            "davebank_peer_sent_datagrams",
                            "datagrams sent to the peer",
                            NodeFigures.Peer::datagramsSent),
                    counter(
                            "davebank_peer_lost_packets",
                            "packets to the peer taken for lost",
                            NodeFigures.Peer::packetsLost),
                    counter(
                            "davebank_peer_repeated_chunks",
                            "parts of messages sent to the peer again",
                            NodeFigures.Peer::chunksRepeated));

    /** Labelled with {@code node}. */
    static final List<Figure<NodeFigures.Disk>> OF_DISKS =
            List.of(
                    counter(
                            "davebank_disk_syncs",
                            "syncs, each for all that asked since the one before",
                            NodeFigures.Disk::syncs),
                    counter(
                            "davebank_disk_sync_seconds",
                            "time that these syncs took",
                            disk -> disk.syncUs() / US_PER_S),
                    gauge(
                            "davebank_disk_longest_sync_seconds",
                            "longest sync in about the last minute",
                            disk -> disk.longestSyncUs() / US_PER_S),
                    counter(
                            "davebank_disk_full_queue_waits",
                            "times that the loop had to wait because the disk's queue was full",
                            NodeFigures.Disk::fullWaits),
                    gauge(
                            "davebank_disk_room_bytes",
                            "room left on the disk, 0 where that is not known",
                            NodeFigures.Disk::roomBytes));

    /** Labelled with {@code node}. */
    static final List<Figure<NodeFigures.Held>> HELD =
            List.of(
                    gauge(
                            "davebank_node_state_bytes",
                            "logs and ledgers in memory, roughly",
                            NodeFigures.Held::stateBytes),
                    gauge(
                            "davebank_node_file_bytes",
                            "attachments and import files that the node keeps",
                            NodeFigures.Held::fileBytes));

    /** Labelled with {@code node} and {@code queue}. */
    static final Figure<Long> WAITING =
            gauge("davebank_queue_entries", "what waits in the queue", Long::doubleValue);

    /** Labelled with {@code node} and {@code group}. */
    static final List<Figure<GroupReport>> OF_REPLICAS =
            List.of(
                    gauge(
                            "davebank_replica_leads",
                            "1 when the replica leads its group, else 0",
                            each -> each.role() == Role.LEADER ? 1 : 0),
                    gauge(
                            "davebank_replica_term",
                            "term of the replica; each election raises it",
                            GroupReport::term),
                    gauge(
                            "davebank_replica_last_index",
                            "newest entry in the log",
                            GroupReport::lastIndex),
                    gauge(
                            "davebank_replica_commit_index",
                            "newest entry that is known to be committed",
                            GroupReport::commitIndex),
                    gauge(
                            "davebank_replica_applied_index",
                            "newest entry that is applied",
                            GroupReport::appliedIndex));

    /** Labelled with {@code node} and {@code group}. */
    static final Figure<Long> LAG =
            gauge(
                    "davebank_replica_lag_entries",
                    "entries that the leader has committed and the replica has not applied",
                    Long::doubleValue);

    /** Labelled with {@code group}; the newest leader reports them. */
    static final List<Figure<GroupReport>> OF_GROUPS =
            List.of(
                    gauge(
                            "davebank_group_has_quorum",
                            "1 when a majority of the voters answers the leader, else 0",
                            each -> each.hasQuorum() ? 1 : 0),
                    gauge(
                            "davebank_group_voters",
                            "voters of the group",
                            each -> each.voters().size()),
                    gauge(
                            "davebank_group_learners",
                            "replicas that catch up and do not vote yet",
                            each -> each.learners().size()),
                    counter(
                            "davebank_group_answered_commands",
                            "commands that the leader has answered since its process began",
                            each -> each.work().answered()),
                    counter(
                            "davebank_group_waited_seconds",
                            "time that these commands waited until they were committed and applied",
                            each -> each.work().waitedUs() / US_PER_S),
                    gauge(
                            "davebank_group_slowest_write_seconds",
                            "slowest write since the report before",
                            each -> each.work().slowestUs() / US_PER_S));

    /** Labelled with {@code group}; the newest leader of a shard reports them. */
    static final List<Figure<GroupReport>> OF_SHARDS =
            List.of(
                    gauge(
                            "davebank_shard_accounts",
                            "accounts of the shard",
                            each -> each.work().accounts()),
                    counter(
                            "davebank_shard_posted",
                            "transactions that were posted",
                            each -> each.work().posted()),
                    counter(
                            "davebank_shard_rejected",
                            "transactions that were rejected",
                            each -> each.work().rejected()));

    /** Labelled with {@code state}. */
    static final Figure<Long> MEMBERS =
            gauge("davebank_members", "members as membership sees them", Long::doubleValue);

    /** Labelled with {@code state}. */
    static final Figure<Long> IMPORTS = gauge("davebank_imports", "import jobs", Long::doubleValue);

    /** Labelled with {@code node} and {@code code}; of the server that is scraped alone. */
    static final Figure<Long> REFUSED =
            counter(
                    "davebank_ledger_refused_commands",
                    "commands of this server's callers that the ledger did not carry out",
                    Long::doubleValue);

    private BankFigures() {}

    private static <T> Figure<T> gauge(String name, String help, ToDoubleFunction<T> value) {
        return new Figure<>(name, help, false, value);
    }

    private static <T> Figure<T> counter(String name, String help, ToDoubleFunction<T> value) {
        return new Figure<>(name, help, true, value);
    }
}
