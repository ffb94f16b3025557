package org.davebank.io;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.Event;
import org.davebank.base.MemberId;
import org.davebank.membership.MembershipSettings;
import org.davebank.node.journal.Genesis;
import org.davebank.node.port.Network;
import org.davebank.node.port.NodeHooks;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.settings.NodeSettings;
import org.davebank.node.settings.ReplicaSettings;
import org.davebank.node.settings.ScanSettings;
import org.davebank.raft.RaftSettings;
import org.davebank.storage.JournalSettings;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** A real node on a real disk and a real socket that is a whole network by itself. */
public final class LoneNode {

    private LoneNode() {}

    private record Plain(Network socket, BiConsumer<Address, byte[]> protocol)
            implements NetworkFilter {
        @Override
        public boolean isClear() {
            return false;
        }

        @Override
        public long wallAheadMs() {
            return 0;
        }

        @Override
        public void send(Address to, Priority priority, byte[] datagram) {
            socket.send(to, priority, datagram);
        }

        @Override
        public void incoming(Address from, Priority priority, byte[] datagram) {
            protocol.accept(from, datagram);
        }

        @Override
        public long nextDeadlineNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void release() {}
    }

    private static final class Quiet implements NodeHooks {
        private volatile @Nullable NodeLoop loop;

        @Override
        public void recorded(Event event) {}

        @Override
        public byte[] control(byte[] command) {
            return command;
        }

        @Override
        public Figures figures() {
            NodeLoop turning = loop;
            return turning == null
                    ? Figures.NONE
                    : new Figures(0, 0, 0, 0, 0, 0, 0, List.of(), turning.figures());
        }
    }

    /** Founds a network of one node and one shard, or goes on with that of the folder. */
    public static NodeLoop start(Path folder, Consumer<String> failed) throws Exception {
        return start(folder, failed, 8 << 20);
    }

    /** The same, with less memory for logs and ledgers. */
    public static NodeLoop start(Path folder, Consumer<String> failed, long memoryBytesMax)
            throws Exception {
        return start(folder, failed, memoryBytesMax, 0);
    }

    /** The same at a port, 0 for any. */
    public static NodeLoop start(
            Path folder, Consumer<String> failed, long memoryBytesMax, int port) throws Exception {
        return start(folder, failed, memoryBytesMax, port, 1);
    }

    /** The same with so many shards. */
    public static NodeLoop start(
            Path folder, Consumer<String> failed, long memoryBytesMax, int port, int shards)
            throws Exception {
        UdpNetwork network = UdpNetwork.bind("127.0.0.1", port, new byte[32]);
        NodeSettings settings =
                new NodeSettings(
                        "Lone",
                        true,
                        network.address(),
                        0,
                        null,
                        List.of(),
                        RaftSettings.DEFAULT,
                        new MembershipSettings(),
                        new JournalSettings(4 << 20),
                        FileSettings.DEFAULT,
                        ReplicaSettings.DEFAULT,
                        ScanSettings.DEFAULT,
                        NodeSettings.REBUILD_AFTER_NS,
                        memoryBytesMax);
        Genesis genesis =
                new Genesis(
                        1,
                        shards,
                        1,
                        "GBP",
                        1,
                        List.of(new Genesis.Voter(new MemberId(7), "Lone")));
        Quiet hooks = new Quiet();
        NodeLoop loop =
                NodeLoop.start(
                        new NodeLoop.Wiring(
                                settings,
                                genesis,
                                folder,
                                folder.resolve("claims"), // As on a machine of its own.
                                network,
                                (socket, protocol, time, random) -> new Plain(socket, protocol),
                                hooks,
                                System.nanoTime(),
                                failed));
        hooks.loop = loop;
        return loop;
    }
}
