package org.davebank.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.simulator.event.SimEvent;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * The cables between the machines: each direction of each link has its own delay with jitter, so
 * that messages overtake each other, and its own loss and duplication; it can be cut, one way or
 * both.
 */
final class SimNetwork {

    private static final long US = 1_000L;

    private final Simulation world;
    private final RandomSource random;
    private final Map<Address, Integer> machines = new LinkedHashMap<>();
    private final long[][] delayNs;
    private final int[][] cuts;
    private long jitterNs;
    private double loss;
    private double doubled;
    private long lost;

    SimNetwork(Simulation world, RandomSource random, int nodes) {
        this.world = world;
        this.random = random;
        int attachments = nodes + 1; // One is spare, for a second life.
        this.delayNs = new long[attachments][attachments];
        this.cuts = new int[attachments][attachments];
        long typicalNs = random.chance(0.8) ? 300 * US : 5_000 * US;
        for (int from = 0; from < attachments; from++) {
            for (int to = 0; to < attachments; to++) {
                delayNs[from][to] = random.between(typicalNs / 2, typicalNs * 2);
            }
        }
        jitterNs = typicalNs;
    }

    void attach(int machine, Address address) {
        machines.put(address, machine);
    }

    /** Sets the chances of loss and duplication, and the jitter, of all links. */
    void weather(double loss, double doubled, long jitterNs) {
        this.loss = loss;
        this.doubled = doubled;
        this.jitterNs = jitterNs;
    }

    /** Cuts one direction, or mends it with a {@code change} of -1; cuts add up. */
    void cut(int from, int to, int change) {
        cuts[from][to] += change;
    }

    void send(int from, Address to, Priority priority, byte[] bytes) {
        @Nullable Integer target = machines.get(to);
        if (target == null || cuts[from][target] > 0 || random.chance(loss)) {
            lost++;
            return;
        }
        deliver(from, target, priority, bytes);
        if (doubled > 0 && random.chance(doubled)) {
            deliver(from, target, priority, bytes.clone());
        }
    }

    /**
     * Delivers a copy of a message much later than the message, even if the link was cut meanwhile.
     */
    void sendLate(int from, Address to, Priority priority, byte[] bytes, long lateNs) {
        @Nullable Integer target = machines.get(to);
        if (target != null) {
            world.after(
                    lateNs,
                    new SimEvent.Arrival(target, world.machine(from).address(), priority, bytes));
        }
    }

    private void deliver(int from, int to, Priority priority, byte[] bytes) {
        long late = delayNs[from][to] + random.between(0, jitterNs);
        world.after(late, new SimEvent.Arrival(to, world.machine(from).address(), priority, bytes));
    }

    long lost() {
        return lost;
    }
}
