package org.davebank.io;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.node.port.Network;
import org.davebank.node.port.Time;
import org.davebank.transport.Effects;
import org.davebank.transport.Endpoint;
import org.davebank.transport.EndpointStats;
import org.davebank.transport.PeerStats;
import org.davebank.transport.TransportSettings;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket with the bank's protocol.
 *
 * <p>One thread owns it and calls {@link #await}, {@link #receive} and {@link #endTurn} in each
 * turn; only {@link #wakeUp} is for other threads. Only {@code await} blocks. Datagrams that the
 * system does not accept at once are dropped.
 */
public final class UdpNetwork implements Network, AutoCloseable {

    /** Enough for a burst of full windows from several peers. */
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    private static final int DATAGRAM_BYTES_MAX = 65_535;
    private static final int ADDRESSES_CACHED_MAX = 1_024;
    private static final long NS_PER_MS = 1_000_000L;

    /** Number of ports tried after the default port. */
    public static final int PORTS_TRIED_MAX = 200;

    /** Receives the messages of other nodes. */
    @FunctionalInterface
    public interface Receiver {
        void receive(Address from, Priority priority, byte[] message);
    }

    private final DatagramChannel channel;
    private final Selector selector;
    private final Address address;
    private final Endpoint endpoint;
    private final ByteBuffer in = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
    private final byte[] inBytes = new byte[DATAGRAM_BYTES_MAX];
    private final ByteBuffer out = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
    private final Effects effects = new SocketEffects();
    private final Map<InetSocketAddress, Address> senders = cache();
    private final Map<Address, InetSocketAddress> receivers = cache();
    private Receiver receiver = (from, priority, message) -> {};
    private @Nullable NetworkFilter filter;
    private volatile long bytesSent;
    private volatile long bytesReceived;
    private long datagramsUnsent;

    private UdpNetwork(DatagramChannel channel, Selector selector, Endpoint endpoint, String host)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.endpoint = endpoint;
        this.address = new Address(host, ((InetSocketAddress) channel.getLocalAddress()).getPort());
    }

    /**
     * Binds this port, or any free one for 0.
     *
     * @param host an address of this machine at which others reach the node, see {@link #literal}
     * @param key 32 secret bytes that all nodes share
     * @throws PortInUse if another process uses the port
     */
    public static UdpNetwork bind(String host, int port, byte[] key) throws IOException {
        InetAddress local = InetAddress.getByName(host);
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
            channel.bind(new InetSocketAddress(local, port));
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            SecureRandom secure = new SecureRandom();
            Endpoint endpoint =
                    new Endpoint(
                            local.isLoopbackAddress()
                                    ? TransportSettings.LOOPBACK
                                    : TransportSettings.WIDE,
                            key,
                            new RandomSource(secure.nextLong()),
                            secure::nextBytes,
                            System.nanoTime());
            return new UdpNetwork(channel, selector, endpoint, host);
        } catch (BindException e) {
            channel.close();
            if (isForeign(local)) {
                throw new IOException(host + " is not an address of this machine", e);
            }
            throw new PortInUse("UDP", host, port);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Binds this port, or the next free one if another process uses it. */
    public static UdpNetwork bindFrom(String host, int port, byte[] key) throws IOException {
        for (int next = port; next < Math.min(65_535, port + PORTS_TRIED_MAX); next++) {
            try {
                return bind(host, next, key);
            } catch (PortInUse e) {
                // Tries the next one.
            }
        }
        throw new PortInUse("UDP", host, port);
    }

    /** The numeric address of the host, so that no name service is needed later. */
    public static String literal(String host) throws UnknownHostException {
        return InetAddress.getByName(host).getHostAddress();
    }

    private static boolean isForeign(InetAddress local) {
        try {
            return !local.isAnyLocalAddress()
                    && !local.isLoopbackAddress()
                    && java.net.NetworkInterface.getByInetAddress(local) == null;
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    /** The local address. Any thread. */
    public Address address() {
        return address;
    }

    /** Sets the receiver of messages. Call it before the first turn. */
    public void receiver(Receiver messages) {
        this.receiver = messages;
    }

    /** Installs a filter between the protocol and the socket. Call it before the first turn. */
    public void filter(NetworkFilter.Factory made, Time time, RandomSource random) {
        this.filter =
                made.between(
                        (to, priority, bytes) -> put(to, bytes, 0, bytes.length),
                        this::take,
                        time,
                        random);
    }

    /** Waits for a datagram, for {@link #wakeUp}, or until this time. */
    public void await(long untilNs) throws IOException {
        long leftNs = untilNs == Long.MAX_VALUE ? Long.MAX_VALUE : untilNs - System.nanoTime();
        if (leftNs <= 0) {
            selector.selectNow(key -> {});
        } else if (leftNs == Long.MAX_VALUE) {
            selector.select(key -> {});
        } else {
            // Rounded up: a slightly late deadline costs less than an idle turn.
            selector.select(key -> {}, (leftNs + NS_PER_MS - 1) / NS_PER_MS);
        }
    }

    /** Ends the current or next {@link #await}. Any thread. */
    public void wakeUp() {
        selector.wakeup();
    }

    /** The fault's offset of the node's wall clock, in milliseconds ahead. */
    long wallAheadMs() {
        NetworkFilter harm = filter;
        return harm == null ? 0 : harm.wallAheadMs();
    }

    /**
     * Receives datagrams, including delayed ones from the filter, and passes on their messages.
     *
     * @return number of datagrams; fewer than {@code datagramsMax} means that no more are pending
     */
    public int receive(int datagramsMax) throws IOException {
        NetworkFilter harm = filter;
        if (harm != null) {
            harm.release();
        }
        for (int count = 0; count < datagramsMax; count++) {
            in.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(in);
            } catch (java.net.PortUnreachableException e) {
                continue; // Some systems report an earlier lost datagram this way.
            }
            if (from == null) {
                return count;
            }
            int length = in.flip().remaining();
            in.get(inBytes, 0, length);
            bytesReceived += length;
            Address sender =
                    senders.computeIfAbsent(
                            from, a -> new Address(a.getAddress().getHostAddress(), a.getPort()));
            if (harm == null || harm.isClear()) {
                endpoint.receive(sender, inBytes, 0, length, System.nanoTime(), effects);
            } else {
                Priority priority = Endpoint.classInClear(inBytes, 0, length);
                harm.incoming(sender, priority, Arrays.copyOf(inBytes, length));
            }
        }
        return datagramsMax;
    }

    /** Passes a datagram to the protocol. */
    private void take(Address from, byte[] datagram) {
        endpoint.receive(from, datagram, 0, datagram.length, System.nanoTime(), effects);
    }

    /** Passes a datagram to the socket. */
    private void put(Address to, byte[] buffer, int offset, int length) {
        InetSocketAddress target = resolve(to);
        int sent = 0;
        if (target != null) {
            out.clear().put(buffer, offset, length).flip();
            try {
                sent = channel.send(out, target);
            } catch (IOException | UnsupportedOperationException e) {
                sent = 0; // No route or a firewall: lost like any other datagram.
            }
        }
        bytesSent += sent;
        datagramsUnsent += sent == length ? 0 : 1;
    }

    @Override
    public void send(Address to, Priority priority, byte[] message) {
        endpoint.send(to, priority, message, System.nanoTime(), effects);
    }

    /** Does the due work and sends the messages of the turn. */
    public void endTurn() {
        long nowNs = System.nanoTime();
        if (endpoint.nextDeadlineNs() <= nowNs) {
            endpoint.tick(nowNs, effects);
        } else {
            endpoint.flush(nowNs, effects);
        }
    }

    /** Deadline of the next turn, on {@link System#nanoTime}. */
    public long nextDeadlineNs() {
        NetworkFilter harm = filter;
        long lateNs = harm == null ? Long.MAX_VALUE : harm.nextDeadlineNs();
        return Math.min(lateNs, endpoint.nextDeadlineNs());
    }

    public EndpointStats stats() {
        return endpoint.stats();
    }

    /** Whom this end speaks with. The loop's thread alone, as for all that the protocol counts. */
    Map<Address, PeerStats> peers() {
        return endpoint.peers();
    }

    /** Held for messages that are queued, unacknowledged or partly received. */
    long bufferedBytes() {
        return endpoint.bufferedBytes();
    }

    /** Number of datagrams that the operating system did not accept. */
    long datagramsUnsent() {
        return datagramsUnsent;
    }

    /** Any thread. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Any thread. */
    public long bytesReceived() {
        return bytesReceived;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private static <K, V> Map<K, V> cache() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > ADDRESSES_CACHED_MAX;
            }
        };
    }

    /** Null if the host is a name: names are never resolved on this thread. */
    private @Nullable InetSocketAddress resolve(Address to) {
        InetSocketAddress known = receivers.get(to);
        if (known != null) {
            return known;
        }
        try {
            InetSocketAddress found =
                    new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port());
            receivers.put(to, found);
            return found;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private final class SocketEffects implements Effects {
        @Override
        public void sendDatagram(
                Address to, Priority priority, byte[] buffer, int offset, int length) {
            NetworkFilter harm = filter;
            if (harm == null || harm.isClear()) {
                put(to, buffer, offset, length);
            } else {
                harm.send(to, priority, Arrays.copyOfRange(buffer, offset, offset + length));
            }
        }

        @Override
        public void deliver(Address from, Priority priority, byte[] message) {
            receiver.receive(from, priority, message);
        }
    }
}
