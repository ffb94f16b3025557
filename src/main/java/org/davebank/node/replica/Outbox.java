package org.davebank.node.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.wire.MessageSender;
import org.davebank.node.wire.NodeMessage;
import org.davebank.raft.Entry;
import org.davebank.raft.RaftMessage;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Batches the consensus messages of one turn, so that all groups of a pair of nodes share packets.
 * Messages with entries have priority LOG; votes, heartbeats and acknowledgements have the higher
 * priority HEARTBEAT.
 */
public final class Outbox {

    /** Maximum size of a batch; a message that would exceed it starts the next one. */
    static final int BATCH_BYTES_MAX = 256 * 1024;

    private static final int FRAMES_MAX = 256;

    private static final class Batch {
        final List<NodeMessage.Frame> frames = new ArrayList<>();
        long bytes;
    }

    private final MemberId self;
    private final MessageSender network;
    private final Clocks clocks;
    private final Function<MemberId, @Nullable Address> resolve;
    private final Map<MemberId, Batch> quick = new TreeMap<>();
    private final Map<MemberId, Batch> bulk = new TreeMap<>();

    public Outbox(
            MemberId self,
            MessageSender network,
            Clocks clocks,
            Function<MemberId, @Nullable Address> resolve) {
        this.self = self;
        this.clocks = clocks;
        this.network = network;
        this.resolve = resolve;
    }

    void add(MemberId to, GroupId group, RaftMessage message) {
        long bytes = 32;
        boolean entries = false;
        if (message instanceof RaftMessage.AppendEntries append && !append.entries().isEmpty()) {
            entries = true;
            for (Entry entry : append.entries()) {
                bytes += 16 + entry.data().length;
            }
        }
        Batch batch = (entries ? bulk : quick).computeIfAbsent(to, key -> new Batch());
        if (batch.bytes + bytes > BATCH_BYTES_MAX || batch.frames.size() >= FRAMES_MAX) {
            send(to, batch, entries ? Priority.LOG : Priority.HEARTBEAT);
        }
        batch.frames.add(new NodeMessage.Frame(group, message));
        batch.bytes += bytes;
    }

    public void flush() {
        quick.forEach((to, batch) -> send(to, batch, Priority.HEARTBEAT));
        quick.clear();
        bulk.forEach((to, batch) -> send(to, batch, Priority.LOG));
        bulk.clear();
    }

    private void send(MemberId to, Batch batch, Priority priority) {
        Address address = resolve.apply(to);
        if (address != null && !batch.frames.isEmpty()) {
            NodeMessage message =
                    new NodeMessage.Consensus(self, to, clocks.reading(to), batch.frames);
            network.send(address, priority, message);
        }
        batch.frames.clear();
        batch.bytes = 0;
    }
}
