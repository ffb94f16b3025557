package org.davebank.fault;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.node.port.Network;
import org.davebank.node.port.Time;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A network port that misbehaves as planned. Outgoing messages pass {@link #send}, incoming ones
 * {@link #incoming}; delayed ones wait in one bounded queue until {@link #release}.
 *
 * <p>Around a node's socket the messages are sealed datagrams, below all retransmission; in a
 * simulation without the protocol they are the node's own messages.
 *
 * <p>The class CONTROL always passes. A plan ends by itself when its time to live is over. Not
 * thread-safe: the node's loop owns it.
 */
public final class FaultyNetwork implements Network {

    /** Late messages beyond this many, or beyond {@link #QUEUE_BYTES_MAX}, are lost. */
    public static final int QUEUE_MESSAGES_MAX = 10_000;

    public static final long QUEUE_BYTES_MAX = 16L << 20;

    /** The maximum number of active plans: one more replaces the oldest. */
    public static final int PLANS_MAX = 64;

    private record Plan(FaultPlan plan, long endNs) {}

    private record Late(
            long dueNs, long order, boolean out, Address peer, Priority priority, byte[] message) {}

    private final Network inner;
    private final BiConsumer<Address, byte[]> receiver;
    private final Time time;
    private final RandomSource random;
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    final PriorityQueue<Late> late =
            new PriorityQueue<>((a, b) ->
                    a.dueNs != b.dueNs
                            ? Long.compare(a.dueNs, b.dueNs)
                            : Long.compare(a.order, b.order));
    private long lateBytes;
    private long order;
    private long lost;

    /** @param receiver receives incoming messages, at once or late: {@code Node.receive} */
    public FaultyNetwork(
            Network inner, BiConsumer<Address, byte[]> receiver, Time time, RandomSource random) {
        this.inner = inner;
        this.receiver = receiver;
        this.time = time;
        this.random = random;
    }

    /** Begins a fault; replaces one with the same id. */
    public void inject(FaultPlan plan) {
        plans.remove(plan.id());
        if (plans.size() >= PLANS_MAX) {
            plans.remove(plans.keySet().iterator().next());
        }
        plans.put(plan.id(), new Plan(plan, time.nowNs() + plan.ttlNs()));
    }

    /** Ends a fault; false if none with that id is active. Late messages still arrive. */
    public boolean heal(String id) {
        expire();
        return plans.remove(id) != null;
    }

    /** Ends all faults and returns how many there were. */
    public int healAll() {
        expire();
        int count = plans.size();
        plans.clear();
        return count;
    }

    /** The active faults, in the order of injection. */
    public List<ActiveFault> active() {
        expire();
        long nowNs = time.nowNs();
        List<ActiveFault> active = new ArrayList<>();
        for (Plan plan : plans.values()) {
            active.add(new ActiveFault(plan.plan, plan.endNs - nowNs));
        }
        return active;
    }

    /** True if no fault is active: a message would pass at once. */
    public boolean isClear() {
        expire();
        return plans.isEmpty();
    }

    /** How far the active faults set the node's wall clock ahead. */
    public long wallAheadMs() {
        if (plans.isEmpty()) {
            return 0;
        }
        expire();
        long nowNs = time.nowNs();
        long aheadMs = 0;
        for (Plan each : plans.values()) {
            if (each.plan.kind() == FaultKind.CLOCK) {
                aheadMs += each.plan.aheadMs(nowNs - (each.endNs - each.plan.ttlNs()));
            }
        }
        return aheadMs;
    }

    private void expire() {
        if (plans.isEmpty()) {
            return;
        }
        long nowNs = time.nowNs();
        Iterator<Plan> all = plans.values().iterator();
        while (all.hasNext()) {
            if (all.next().endNs <= nowNs) {
                all.remove();
            }
        }
    }

    @Override
    public void send(Address to, Priority priority, byte[] message) {
        pass(true, to, priority, message);
    }

    /** Takes a message from the real network. It reaches the receiver once, twice, later, or never. */
    public void incoming(Address from, Priority priority, byte[] message) {
        pass(false, from, priority, message);
    }

    private void pass(boolean out, Address peer, Priority priority, byte[] message) {
        expire();
        if (plans.isEmpty() || priority == Priority.CONTROL) {
            forward(out, peer, priority, message);
            return;
        }
        long delayNs = 0;
        Direction way = out ? Direction.OUT : Direction.IN;
        for (Plan active : plans.values()) {
            FaultPlan plan = active.plan;
            if (!plan.matches(peer, way)) {
                continue;
            }
            switch (plan.kind()) {
                case CLOCK -> {}
                case ISOLATE, PARTITION -> {
                    lost++;
                    return;
                }
                case LOSS -> {
                    if (random.chance(plan.probability())) {
                        lost++;
                        return;
                    }
                }
                case DELAY -> delayNs += lateBy(plan);
                case DUPLICATE -> {
                    if (random.chance(plan.probability())) {
                        hold(lateBy(plan), out, peer, priority, message);
                    }
                }
                case REORDER -> {
                    if (random.chance(plan.probability())) {
                        delayNs += lateBy(plan);
                    }
                }
            }
        }
        if (delayNs > 0) {
            hold(delayNs, out, peer, priority, message);
        } else {
            forward(out, peer, priority, message);
        }
    }

    private long lateBy(FaultPlan plan) {
        return plan.delayNs() + random.between(0, plan.jitterNs());
    }

    private void forward(boolean out, Address peer, Priority priority, byte[] message) {
        if (out) {
            inner.send(peer, priority, message);
        } else {
            receiver.accept(peer, message);
        }
    }

    private void hold(long delayNs, boolean out, Address peer, Priority priority, byte[] message) {
        if (late.size() >= QUEUE_MESSAGES_MAX || lateBytes + message.length > QUEUE_BYTES_MAX) {
            lost++;
            return;
        }
        lateBytes += message.length;
        late.add(new Late(time.nowNs() + delayNs, order++, out, peer, priority, message));
    }

    /** When {@link #release} is due next, or Long.MAX_VALUE. */
    public long nextDeadlineNs() {
        Late next = late.peek();
        return next == null ? Long.MAX_VALUE : next.dueNs;
    }

    /** Delivers the messages whose delay is over. */
    public void release() {
        long nowNs = time.nowNs();
        @Nullable Late next = late.peek();
        while (next != null && next.dueNs <= nowNs) {
            late.remove();
            lateBytes -= next.message.length;
            forward(next.out, next.peer, next.priority, next.message);
            next = late.peek();
        }
    }

    /** Messages that the faults have swallowed so far. */
    public long lostMessages() {
        return lost;
    }
}
