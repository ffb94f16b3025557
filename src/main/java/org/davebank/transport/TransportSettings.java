package org.davebank.transport;

import org.davebank.base.Invariant;
import org.davebank.transport.packet.Priority;

/**
 * Limits and times of an endpoint. Both ends of a session may differ, except in {@code
 * messageBytesMax}.
 *
 * @param datagramBytesMax largest datagram sent, 256 to 60,000; any size is received
 * @param messageBytesMax largest message sent or reassembled
 * @param sendQueueBytesMax limit of waiting and unacknowledged bytes per class and peer
 * @param queueBytesMaxTotal limit of these bytes for LOG and FILE of all peers
 * @param reassemblyBytesMax limit of partial messages per class and peer, at least one message
 * @param reassemblyBytesMaxTotal limit of partial messages of all peers
 * @param peersMax maximum number of addresses with state
 * @param handshakesMax maximum number of answered handshakes that wait for their first sealed
 *     packet
 * @param handshakesPerSecondMax key agreements per second above which a cookie is required
 * @param windowBytesMin minimum congestion window
 * @param windowBytesMax maximum congestion window
 */
public record TransportSettings(
        int datagramBytesMax,
        int messageBytesMax,
        int sendQueueBytesMax,
        long queueBytesMaxTotal,
        int reassemblyBytesMax,
        long reassemblyBytesMaxTotal,
        int peersMax,
        int handshakesMax,
        int handshakesPerSecondMax,
        int windowBytesMin,
        int windowBytesMax,
        Times times) {

    /** The largest message of any settings. */
    public static final int MESSAGE_BYTES_MAX = 4 << 20;

    /** For one machine: few large datagrams, because system calls cost more than bytes. */
    public static final TransportSettings LOOPBACK =
            new TransportSettings(
                    16 << 10,
                    MESSAGE_BYTES_MAX,
                    6 << 20,
                    24L << 20,
                    8 << 20,
                    24L << 20,
                    256,
                    64,
                    100,
                    64 << 10,
                    1 << 20,
                    Times.LOOPBACK);

    /** For several machines: datagrams that no path has to fragment. */
    public static final TransportSettings WIDE =
            new TransportSettings(
                    1200,
                    MESSAGE_BYTES_MAX,
                    6 << 20,
                    24L << 20,
                    8 << 20,
                    24L << 20,
                    256,
                    64,
                    100,
                    2 * 1200,
                    4 << 20,
                    Times.WIDE);

    public TransportSettings {
        Invariant.check(datagramBytesMax >= 256, "a datagram holds at least 256 bytes");
        Invariant.check(datagramBytesMax <= 60_000, "a datagram fits into UDP");
        Invariant.check(messageBytesMax <= MESSAGE_BYTES_MAX, "messages have a total cap");
        Invariant.check(sendQueueBytesMax > messageBytesMax, "a queue holds one message");
        Invariant.check(reassemblyBytesMax >= messageBytesMax, "one message can be put together");
        Invariant.check(reassemblyBytesMaxTotal >= reassemblyBytesMax, "the total is no smaller");
        Invariant.check(peersMax >= 1 && peersMax <= 16_384, "1 to 16,384 peers");
        Invariant.check(handshakesMax >= 1 && handshakesMax <= 4_096, "1 to 4,096 handshakes");
        Invariant.check(handshakesPerSecondMax >= 1, "some handshakes are answered");
        Invariant.check(windowBytesMin >= 2 * datagramBytesMax, "the window holds two datagrams");
        Invariant.check(windowBytesMax >= windowBytesMin, "the window has room to grow");
    }

    /**
     * Times in nanoseconds. Partial messages are kept as long as their class is retransmitted.
     *
     * @param helloRetryNs first pause before a HELLO is retried; it doubles
     * @param helloRetryNsMax maximum pause
     * @param ackDelayNs how long an acknowledgement may wait for other frames
     * @param initialRttNs assumed round trip before the first measurement
     * @param probeTimeoutNsMax maximum probe timeout
     * @param fleetingTtlNs how long CONTROL and HEARTBEAT may wait
     * @param logTtlNs how long LOG is retransmitted
     * @param fileTtlNs how long FILE is retransmitted
     * @param rekeyNs age at which a new handshake replaces a session
     * @param rekeyPackets packets in one session after which it is replaced
     * @param overlapNs how long a replaced session can still receive
     * @param idleNs idle time after which a peer is forgotten
     */
    public record Times(
            long helloRetryNs,
            long helloRetryNsMax,
            long ackDelayNs,
            long initialRttNs,
            long probeTimeoutNsMax,
            long fleetingTtlNs,
            long logTtlNs,
            long fileTtlNs,
            long rekeyNs,
            long rekeyPackets,
            long overlapNs,
            long idleNs) {

        private static final long MS = 1_000_000L;

        public static final Times LOOPBACK =
                new Times(
                        20 * MS,
                        200 * MS,
                        2 * MS,
                        5 * MS,
                        500 * MS,
                        1_000 * MS,
                        4_000 * MS,
                        30_000 * MS,
                        600_000 * MS,
                        1L << 22,
                        3_000 * MS,
                        60_000 * MS);

        public static final Times WIDE =
                new Times(
                        200 * MS,
                        2_000 * MS,
                        10 * MS,
                        100 * MS,
                        2_000 * MS,
                        1_000 * MS,
                        4_000 * MS,
                        60_000 * MS,
                        600_000 * MS,
                        1L << 22,
                        5_000 * MS,
                        60_000 * MS);

        public Times {
            Invariant.check(helloRetryNs > 0, "handshakes are repeated after a pause");
            Invariant.check(helloRetryNsMax >= helloRetryNs, "the longest pause is no shorter");
            Invariant.check(rekeyPackets >= 16, "a session carries some packets");
            Invariant.check(overlapNs > 0 && overlapNs < rekeyNs, "overlap shorter than a session");
        }

        long ttlNs(Priority priority) {
            return switch (priority) {
                case CONTROL, HEARTBEAT -> fleetingTtlNs;
                case LOG -> logTtlNs;
                case FILE -> fileTtlNs;
            };
        }
    }
}
