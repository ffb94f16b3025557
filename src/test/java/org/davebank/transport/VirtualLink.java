package org.davebank.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.transport.packet.Priority;
import org.davebank.transport.packet.Sealing;

/** A network of endpoints in virtual time that loses, doubles, delays and reorders on a seed. */
public final class VirtualLink {

    static final long MS = 1_000_000L;
    static final byte[] KEY = key(1);

    /** A message as it came out of an endpoint. */
    record Delivered(Address from, Priority priority, byte[] message, long atNs) {}

    /** A datagram as it went into the network. */
    record Datagram(Address from, Address to, Priority priority, byte[] bytes, long sentNs) {}

    private record Event(long atNs, long number, Runnable action) {}

    /** One process: an endpoint, and what it delivered. */
    final class Side implements Effects {
        final Address address;
        final List<Delivered> delivered = new ArrayList<>();
        final List<Address> keysRejected = new ArrayList<>();
        Endpoint endpoint;
        boolean down;

        Side(Address address, Endpoint endpoint) {
            this.address = address;
            this.endpoint = endpoint;
        }

        boolean send(Side to, Priority priority, byte[] message) {
            return endpoint.send(to.address, priority, message, nowNs, this);
        }

        /** What this side knows of the other one, which it must know. */
        PeerStats statsOf(Side peer) {
            return Objects.requireNonNull(endpoint.peers().get(peer.address));
        }

        void flush() {
            endpoint.flush(nowNs, this);
        }

        List<Delivered> delivered(Priority priority) {
            return delivered.stream().filter(d -> d.priority() == priority).toList();
        }

        @Override
        public void sendDatagram(
                Address to, Priority priority, byte[] buffer, int offset, int length) {
            byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
            transmit(new Datagram(address, to, priority, bytes, nowNs));
        }

        @Override
        public void deliver(Address from, Priority priority, byte[] message) {
            delivered.add(new Delivered(from, priority, message, nowNs));
        }

        @Override
        public void keyRejected(Address from) {
            keysRejected.add(from);
        }
    }

    final RandomSource random;
    final Map<Address, Side> sides = new LinkedHashMap<>();
    final List<Datagram> capture = new ArrayList<>();
    private final Map<Address, Long> lineFreeNs = new LinkedHashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>((a, b) ->
                    a.atNs != b.atNs
                            ? Long.compare(a.atNs, b.atNs)
                            : Long.compare(a.number, b.number));
    private long eventCount;

    /** A start that is not zero: the clock's origin means nothing. */
    long nowNs = -5_000 * MS;

    double loss;
    double duplicates;
    double corruption;
    long delayNsMin = MS / 4;
    long delayNsMax = MS / 4;
    long bytesPerSecond = Long.MAX_VALUE;
    int lineBytesMax = Integer.MAX_VALUE;
    boolean capturing;

    /** Datagrams for which this is false vanish. */
    BiPredicate<Address, Address> passes = (from, to) -> true;

    /** Datagrams for which this is true vanish as well. */
    Predicate<Datagram> swallows = any -> false;

    VirtualLink(long seed) {
        this.random = new RandomSource(seed);
    }

    public static byte[] key(int salt) {
        byte[] key = new byte[32];
        new RandomSource(salt).nextBytes(key);
        return key;
    }

    static Address address(int node) {
        return new Address("10.0.0." + node, 5000 + node);
    }

    Side add(int node, TransportSettings settings, Sealing sealing) {
        Side side = new Side(address(node), endpoint(settings, KEY, sealing));
        sides.put(side.address, side);
        return side;
    }

    Endpoint endpoint(TransportSettings settings, byte[] key, Sealing sealing) {
        RandomSource entropy = random.fork();
        return new Endpoint(settings, key, random.fork(), entropy::nextBytes, sealing, nowNs);
    }

    void at(long atNs, Runnable action) {
        events.add(new Event(atNs, eventCount++, action));
    }

    private void transmit(Datagram datagram) {
        if (capturing) {
            capture.add(datagram);
        }
        if (!passes.test(datagram.from, datagram.to)
                || swallows.test(datagram)
                || random.chance(loss)) {
            return;
        }
        inject(datagram);
        if (random.chance(duplicates)) {
            inject(datagram);
        }
    }

    /** Puts a datagram on the line to its receiver, whoever made it. */
    void inject(Datagram datagram) {
        long free = Math.max(nowNs, lineFreeNs.getOrDefault(datagram.to, nowNs));
        long waitingBytes = (long) ((free - nowNs) / 1e9 * bytesPerSecond);
        if (waitingBytes > lineBytesMax) {
            return;
        }
        if (bytesPerSecond != Long.MAX_VALUE) {
            free += (long) (datagram.bytes.length * 1e9 / bytesPerSecond);
            lineFreeNs.put(datagram.to, free);
        }
        byte[] bytes = datagram.bytes;
        if (random.chance(corruption)) {
            bytes = bytes.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] arriving = bytes;
        at(free + random.between(delayNsMin, delayNsMax), () -> arrive(datagram, arriving));
    }

    private void arrive(Datagram datagram, byte[] bytes) {
        Side side = sides.get(datagram.to);
        if (side != null && !side.down) {
            side.endpoint.receive(datagram.from, bytes, 0, bytes.length, nowNs, side);
            side.flush();
        }
    }

    /** Lets time pass: every endpoint gets its datagrams and ticks when it wants them. */
    void runFor(long durationNs) {
        long endNs = nowNs + durationNs;
        for (Side side : sides.values()) {
            side.flush();
        }
        while (true) {
            long next = events.isEmpty() ? Long.MAX_VALUE : events.peek().atNs;
            Side first = null;
            for (Side side : sides.values()) {
                long deadlineNs = side.down ? Long.MAX_VALUE : side.endpoint.nextDeadlineNs();
                if (deadlineNs < next) {
                    next = deadlineNs;
                    first = side;
                }
            }
            if (next > endNs) {
                nowNs = endNs;
                return;
            }
            nowNs = Math.max(nowNs, next);
            if (first != null) {
                first.endpoint.tick(nowNs, first);
            } else {
                events.remove().action.run();
            }
        }
    }

    /** Repeats an action at a steady pace for a while, beginning now. */
    void every(long pauseNs, long durationNs, Runnable action) {
        for (long t = 0; t < durationNs; t += pauseNs) {
            at(nowNs + t, action);
        }
    }
}
