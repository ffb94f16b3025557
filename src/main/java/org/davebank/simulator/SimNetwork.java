package org.davebank.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.simulator.event.SimEvent;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * The cables between the machines: every link and direction has its own delay with jitter, so that
 * messages overtake each other, its own loss and doubling, and may be cut, one way or both.
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

    /** The weather on all links: chances of loss and doubling, and how much delay may vary. */
    void weather(double loss, double doubled, long jitterNs) {
        this.loss = loss;
        this.doubled = doubled;
        this.jitterNs = jitterNs;
    }

    /** Cuts, or with -1 mends, one direction; cuts add up. */
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

    /** A copy of a message comes much later than the message, whatever was cut meanwhile. */
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
