package org.davebank.io;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.node.Node;
import org.davebank.node.wire.NodeFigures;
import org.davebank.transport.EndpointStats;
import org.davebank.transport.PeerStats;
import org.davebank.transport.Traffic;

/** Gathers what the parts around a node have counted, for the node's report. */
final class LoopFigures {

    private static final long NS_PER_US = 1_000;

    private LoopFigures() {}

    static NodeFigures of(UdpNetwork network, FileDisk disk, Node node, int inbox) {
        FileDisk.Stats stats = disk.stats();
        Map<NodeFigures.Queue, Long> waiting = new EnumMap<>(node.waiting());
        waiting.put(NodeFigures.Queue.INBOX, (long) inbox);
        waiting.put(NodeFigures.Queue.DISK, (long) stats.queued());
        return new NodeFigures(
                transport(network),
                peers(network.peers()),
                disk(stats, disk.roomBytes()),
                node.held(),
                waiting);
    }

    private static NodeFigures.Transport transport(UdpNetwork network) {
        EndpointStats stats = network.stats();
        Traffic traffic = stats.traffic();
        return new NodeFigures.Transport(
                stats.messagesTaken(),
                stats.messagesRefused(),
                traffic.expiredMessages(),
                traffic.datagramsOut(),
                traffic.datagramsIn(),
                network.datagramsUnsent(),
                traffic.lostPackets(),
                stats.packetsRefused(),
                traffic.repeatedChunks(),
                stats.handshakesAnswered(),
                stats.keysRejected(),
                network.bufferedBytes());
    }

    private static List<NodeFigures.Peer> peers(Map<Address, PeerStats> known) {
        List<NodeFigures.Peer> peers = new ArrayList<>();
        known.forEach((address, peer) -> {
            if (peer.established() && peers.size() < NodeFigures.PEERS_MAX) {
                peers.add(
                        new NodeFigures.Peer(
                                address,
                                peer.srttNs() / NS_PER_US,
                                peer.windowBytes(),
                                peer.inFlightBytes(),
                                peer.queuedBytes(),
                                peer.datagramsOut(),
                                peer.lostPackets(),
                                peer.retransmits()));
            }
        });
        return peers;
    }

    private static NodeFigures.Disk disk(FileDisk.Stats stats, long roomBytes) {
        return new NodeFigures.Disk(
                stats.syncs(),
                stats.syncNs() / NS_PER_US,
                stats.longestSyncNs() / NS_PER_US,
                stats.waits(),
                roomBytes == Long.MAX_VALUE ? 0 : roomBytes);
    }
}
