package org.davebank.simulator;

import java.util.Arrays;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.fault.FaultyNetwork;
import org.davebank.fault.SkewedTime;
import org.davebank.node.Node;
import org.davebank.simulator.disk.Gate;
import org.davebank.transport.Effects;
import org.davebank.transport.Endpoint;
import org.davebank.transport.TransportSettings;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Connects a machine's node to the cables: in sealed runs through the protocol's endpoint, then
 * through the faults, which alter what goes over the wire. It observes what the node sends.
 */
final class NetworkCard {

    /** The chance that an order of the supernode is repeated so late that much may have changed. */
    private static final double LATE_CHANCE = 0.3;

    private static final long LATE_NS_MAX = 40_000_000_000L;

    private final Simulation world;
    private final Machine machine;
    private final Gate gate;
    private final SkewedTime time;
    private final Voice voice;
    private final RandomSource random;
    private final FaultyNetwork faults;
    private @Nullable Endpoint endpoint;

    private final Effects effects =
            new Effects() {
                @Override
                public void sendDatagram(
                        Address to, Priority priority, byte[] buffer, int offset, int length) {
                    faults.send(to, priority, Arrays.copyOfRange(buffer, offset, offset + length));
                }

                @Override
                public void deliver(Address from, Priority priority, byte[] message) {
                    Node running = machine.node();
                    if (running != null) {
                        voice.orders().received(from, message);
                        running.receive(from, message);
                    }
                }
            };

    NetworkCard(
            Simulation world,
            Machine machine,
            Gate gate,
            SkewedTime time,
            Voice voice,
            RandomSource random) {
        this.world = world;
        this.machine = machine;
        this.gate = gate;
        this.time = time;
        this.voice = voice;
        this.random = random;
        this.faults = new FaultyNetwork(this::transmit, this::deliver, time, random.fork());
    }

    /** The process begins. */
    void open() {
        long nowNs = time.nowNs();
        RandomSource entropy = random.fork();
        endpoint =
                world.settings().sealed()
                        ? new Endpoint(
                                TransportSettings.WIDE,
                                world.clusterKey(),
                                random.fork(),
                                entropy::nextBytes,
                                nowNs)
                        : null;
    }

    /** The process ends, and its faults with it. */
    void close() {
        endpoint = null;
        faults.healAll();
    }

    /** What the node sends. */
    void send(Address to, Priority priority, byte[] message) {
        if (!gate.admit()) {
            return;
        }
        if (!machine.isJudged(machine.running())) {
            voice.checkSilence(message, machine.isSecond());
        }
        if (voice.heard(machine::running, to, priority, message) && endpoint == null) {
            maybeRepeatLate(to, priority, message);
        }
        Endpoint sealed = endpoint;
        if (sealed != null) {
            sealed.send(to, priority, message, time.nowNs(), effects);
        } else {
            faults.send(to, priority, message);
        }
    }

    private void maybeRepeatLate(Address to, Priority priority, byte[] message) {
        if (random.chance(LATE_CHANCE)) {
            long lateNs = random.between(1_000_000_000L, LATE_NS_MAX);
            world.network().sendLate(machine.number(), to, priority, message.clone(), lateNs);
        }
    }

    /** Below the faults: sends bytes to the wire. */
    private void transmit(Address to, Priority priority, byte[] bytes) {
        world.network().send(machine.number(), to, priority, bytes);
    }

    /** Above the faults: bytes from the wire reach the process. */
    private void deliver(Address from, byte[] bytes) {
        Node running = machine.node();
        Endpoint sealed = endpoint;
        if (sealed != null) {
            sealed.receive(from, bytes, 0, bytes.length, time.nowNs(), effects);
        } else if (running != null) {
            voice.orders().received(from, bytes);
            running.receive(from, bytes);
        }
    }

    /** The next moment it has work to do, by the machine's clock. */
    long nextDeadlineNs() {
        long next = faults.nextDeadlineNs();
        Endpoint sealed = endpoint;
        return sealed == null ? next : Math.min(next, sealed.nextDeadlineNs());
    }

    /** Does the work that is due. */
    void tick(long nowNs) {
        boolean faultsDue = faults.nextDeadlineNs() <= nowNs;
        Endpoint sealed = endpoint;
        if (sealed != null && sealed.nextDeadlineNs() <= nowNs) {
            sealed.tick(nowNs, effects);
        }
        if (faultsDue) {
            faults.release();
        }
    }

    /** Sends what the endpoint has collected in a turn. */
    void flush() {
        Endpoint sealed = endpoint;
        if (sealed != null) {
            sealed.flush(time.nowNs(), effects);
        }
    }

    FaultyNetwork faults() {
        return faults;
    }
}
