package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * What the process of a node has measured: its transport, its disk, what it holds and what waits in
 * it. {@link #NONE} takes no bytes in a report, so a node that measures nothing, such as one in the
 * simulator, sends what it sent before there were figures.
 *
 * @param peers with whom there is a session, {@link #PEERS_MAX} at most
 * @param waiting how much waits in each queue at the moment
 */
public record NodeFigures(
        Transport transport, List<Peer> peers, Disk disk, Held held, Map<Queue, Long> waiting) {

    public static final int PEERS_MAX = 64;

    private static final int QUEUES_MAX = 64;

    public static final NodeFigures NONE =
            new NodeFigures(Transport.NONE, List.of(), Disk.NONE, Held.NONE, Map.of());

    public NodeFigures {
        peers = List.copyOf(peers);
        Map<Queue, Long> ordered = new EnumMap<>(Queue.class);
        ordered.putAll(waiting);
        waiting = Collections.unmodifiableMap(ordered);
    }

    /** Where something may wait in a node. The order is that of the wire. */
    public enum Queue {
        /** Calls of other threads of the process that the loop has not taken yet. */
        INBOX,
        /** Requests of this node's clients that have no answer yet. */
        REQUESTS,
        /** Queries that look at many records and wait for a slice of a turn. */
        SCANS,
        /** Commands that wait for a place in the log, in all replicas. */
        COMMANDS,
        /** Entries whose commands wait until they are applied, in all replicas. */
        ENTRIES,
        /** Reads that wait for a round of consensus or for an index, in all replicas. */
        READS,
        /** Operations that the disk's thread has not taken yet. */
        DISK
    }

    /**
     * Since the process began, but for {@code bufferedBytes}.
     *
     * @param messagesSent that were queued for a peer
     * @param messagesRefused that were not, because a queue was full
     * @param messagesExpired given up because they became too old
     * @param datagramsUnsent that the operating system did not take
     * @param packetsLost taken for lost, because others were acknowledged or nothing was
     * @param packetsRefused damaged, forged, received before, or of a session that is not known
     * @param chunksRepeated parts of messages that were sent again
     * @param handshakesRefused made with another key, or damaged
     * @param bufferedBytes of messages that are queued, unacknowledged or partly received
     */
    public record Transport(
            long messagesSent,
            long messagesRefused,
            long messagesExpired,
            long datagramsSent,
            long datagramsReceived,
            long datagramsUnsent,
            long packetsLost,
            long packetsRefused,
            long chunksRepeated,
            long handshakesAnswered,
            long handshakesRefused,
            long bufferedBytes) {

        public static final Transport NONE = new Transport(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        private void write(WireWriter out) {
            out.varint(messagesSent).varint(messagesRefused).varint(messagesExpired);
            out.varint(datagramsSent).varint(datagramsReceived).varint(datagramsUnsent);
            out.varint(packetsLost).varint(packetsRefused).varint(chunksRepeated);
            out.varint(handshakesAnswered).varint(handshakesRefused).varint(bufferedBytes);
        }

        private static Transport read(WireReader in) throws WireException {
            return new Transport(
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint());
        }
    }

    /**
     * One peer as the transport sees it. The counters are of the time since this node has kept
     * state for the address.
     *
     * @param rttUs smoothed round-trip time
     * @param windowBytes how much may be in flight
     * @param queuedBytes of messages that wait or are not acknowledged
     */
    public record Peer(
            Address address,
            long rttUs,
            long windowBytes,
            long inFlightBytes,
            long queuedBytes,
            long datagramsSent,
            long packetsLost,
            long chunksRepeated) {

        private void write(WireWriter out) {
            out.text(address.host()).u16(address.port()).varint(rttUs).varint(windowBytes);
            out.varint(inFlightBytes).varint(queuedBytes);
            out.varint(datagramsSent).varint(packetsLost).varint(chunksRepeated);
        }

        private static Peer read(WireReader in) throws WireException {
            return new Peer(
                    LifeCodec.readAddress(in),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint(),
                    in.varint());
        }
    }

    /**
     * @param syncs since the process began
     * @param syncUs how long they took in total
     * @param longestSyncUs the longest of about the last minute
     * @param fullWaits how often the loop had to wait because the disk's queue was full
     * @param roomBytes free on the disk, 0 where that is not known
     */
    public record Disk(
            long syncs, long syncUs, long longestSyncUs, long fullWaits, long roomBytes) {

        public static final Disk NONE = new Disk(0, 0, 0, 0, 0);

        private void write(WireWriter out) {
            out.varint(syncs).varint(syncUs).varint(longestSyncUs);
            out.varint(fullWaits).varint(roomBytes);
        }

        private static Disk read(WireReader in) throws WireException {
            return new Disk(in.varint(), in.varint(), in.varint(), in.varint(), in.varint());
        }
    }

    /**
     * @param stateBytes logs and ledgers in memory, roughly
     * @param fileBytes files that the node keeps
     */
    public record Held(long stateBytes, long fileBytes) {

        public static final Held NONE = new Held(0, 0);

        private void write(WireWriter out) {
            out.varint(stateBytes).varint(fileBytes);
        }

        private static Held read(WireReader in) throws WireException {
            return new Held(in.varint(), in.varint());
        }
    }

    /** The end of a report: nothing at all where nothing was measured. */
    void write(WireWriter out) {
        if (equals(NONE)) {
            return;
        }
        transport.write(out);
        out.varint(peers.size());
        peers.forEach(peer -> peer.write(out));
        disk.write(out);
        held.write(out);
        out.varint(Queue.values().length);
        for (Queue queue : Queue.values()) {
            out.varint(waiting.getOrDefault(queue, 0L));
        }
    }

    static NodeFigures read(WireReader in) throws WireException {
        if (in.remaining() == 0) {
            return NONE;
        }
        Transport transport = Transport.read(in);
        int count = in.count(PEERS_MAX);
        List<Peer> peers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            peers.add(Peer.read(in));
        }
        Disk disk = Disk.read(in);
        Held held = Held.read(in);
        Map<Queue, Long> waiting = new EnumMap<>(Queue.class);
        int queues = in.count(QUEUES_MAX);
        for (int i = 0; i < queues; i++) {
            long size = in.varint();
            if (i < Queue.values().length) {
                waiting.put(Queue.values()[i], size);
            }
        }
        return new NodeFigures(transport, peers, disk, held, waiting);
    }
}
