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
 * One UDP socket with the bank's protocol on it.
 *
 * <p>One thread owns it and calls, in each of its turns, {@link #await}, {@link #receive} and {@link
 * #endTurn}; only {@link #wakeUp} is for other threads. Nothing blocks but {@code await}. A datagram
 * that the system does not take at once is lost, as datagrams may be.
 */
public final class UdpNetwork implements Network, AutoCloseable {

    /** Enough for a burst of a whole window of several peers. */
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    private static final int DATAGRAM_BYTES_MAX = 65_535;
    private static final int ADDRESSES_CACHED_MAX = 1_024;
    private static final long NS_PER_MS = 1_000_000L;

    /** How many ports after the first are tried when the first was no one's wish. */
    public static final int PORTS_TRIED_MAX = 200;

    /** Takes the messages of other nodes. */
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
     * Binds exactly this port, or any free one for 0.
     *
     * @param host an address of this machine, see {@link #literal}; others reach the node by it
     * @param key 32 secret bytes that all ends share
     * @throws PortInUse when another process has the port
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
                throw new IOException(host + " is no address of this machine", e);
            }
            throw new PortInUse("UDP", host, port);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Binds this port or, when another process has it, the next free one. */
    public static UdpNetwork bindFrom(String host, int port, byte[] key) throws IOException {
        for (int next = port; next < Math.min(65_535, port + PORTS_TRIED_MAX); next++) {
            try {
                return bind(host, next, key);
            } catch (PortInUse e) {
                // The next one may be free.
            }
        }
        throw new PortInUse("UDP", host, port);
    }

    /** The address as digits, so that nobody needs to ask a name service later. */
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

    /** Where this end listens. Any thread. */
    public Address address() {
        return address;
    }

    /** Who takes the messages; to be set before the first turn. */
    public void receiver(Receiver messages) {
        this.receiver = messages;
    }

    /** Puts a filter between the protocol and the socket; to be done before the first turn. */
    public void filter(NetworkFilter.Factory made, Time time, RandomSource random) {
        this.filter =
                made.between(
                        (to, priority, bytes) -> put(to, bytes, 0, bytes.length),
                        this::take,
                        time,
                        random);
    }

    /** Waits for a datagram, for {@link #wakeUp}, or until the time has come. */
    public void await(long untilNs) throws IOException {
        long leftNs = untilNs == Long.MAX_VALUE ? Long.MAX_VALUE : untilNs - System.nanoTime();
        if (leftNs <= 0) {
            selector.selectNow(key -> {});
        } else if (leftNs == Long.MAX_VALUE) {
            selector.select(key -> {});
        } else {
            // Rounded up: a deadline a little late costs less than a turn with nothing to do.
            selector.select(key -> {}, (leftNs + NS_PER_MS - 1) / NS_PER_MS);
        }
    }

    /** Ends {@link #await}, now or the next one. Any thread. */
    public void wakeUp() {
        selector.wakeup();
    }

    /** By how many milliseconds a fault sets the node's wall clock ahead. */
    long wallAheadMs() {
        NetworkFilter harm = filter;
        return harm == null ? 0 : harm.wallAheadMs();
    }

    /**
     * Takes datagrams, and those that the filter has held back for long enough, and hands on the
     * messages in them.
     *
     * @return how many datagrams there were; fewer than {@code datagramsMax} means no more for now
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
                continue; // Some system's way to say that an earlier datagram was lost.
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

    /** A datagram that the filter lets through to the protocol. */
    private void take(Address from, byte[] datagram) {
        endpoint.receive(from, datagram, 0, datagram.length, System.nanoTime(), effects);
    }

    /** A datagram for the socket. */
    private void put(Address to, byte[] buffer, int offset, int length) {
        InetSocketAddress target = resolve(to);
        int sent = 0;
        if (target != null) {
            out.clear().put(buffer, offset, length).flip();
            try {
                sent = channel.send(out, target);
            } catch (IOException | UnsupportedOperationException e) {
                sent = 0; // No route, a firewall: lost like any other datagram.
            }
        }
        bytesSent += sent;
        datagramsUnsent += sent == length ? 0 : 1;
    }

    @Override
    public void send(Address to, Priority priority, byte[] message) {
        endpoint.send(to, priority, message, System.nanoTime(), effects);
    }

    /** Does what is due and sends what the turn has queued. */
    public void endTurn() {
        long nowNs = System.nanoTime();
        if (endpoint.nextDeadlineNs() <= nowNs) {
            endpoint.tick(nowNs, effects);
        } else {
            endpoint.flush(nowNs, effects);
        }
    }

    /** When the next turn is due at the latest, on {@link System#nanoTime}. */
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

    /** How many datagrams the operating system did not take. */
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

    /** Null when the host is a name: names are resolved before, never on this thread. */
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
