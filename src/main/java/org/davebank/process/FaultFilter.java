package org.davebank.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.davebank.base.Address;
import org.davebank.base.RandomSource;
import org.davebank.fault.ActiveFault;
import org.davebank.fault.FaultPlan;
import org.davebank.fault.FaultyNetwork;
import org.davebank.io.NetworkFilter;
import org.davebank.node.port.Network;
import org.davebank.node.port.Time;
import org.davebank.transport.packet.Priority;

/** Puts {@link FaultyNetwork} between a live node's protocol and its socket. The loop owns it. */
final class FaultFilter implements NetworkFilter {

    private final FaultyNetwork network;

    FaultFilter(
            Network socket, BiConsumer<Address, byte[]> protocol, Time time, RandomSource random) {
        this.network = new FaultyNetwork(socket, protocol, time, random);
    }

    void inject(FaultPlan plan) {
        network.inject(plan);
    }

    /** False if no fault with that id is active. */
    boolean heal(String id) {
        return network.heal(id);
    }

    int healAll() {
        return network.healAll();
    }

    /** Packets that faults have dropped since the start. */
    long lostPackets() {
        return network.lostMessages();
    }

    /** Ids of the active faults. */
    List<String> active() {
        List<String> ids = new ArrayList<>();
        for (ActiveFault fault : network.active()) {
            ids.add(fault.plan().id());
        }
        return ids;
    }

    @Override
    public boolean isClear() {
        return network.isClear();
    }

    @Override
    public long wallAheadMs() {
        return network.wallAheadMs();
    }

    @Override
    public void send(Address to, Priority priority, byte[] datagram) {
        network.send(to, priority, datagram);
    }

    @Override
    public void incoming(Address from, Priority priority, byte[] datagram) {
        network.incoming(from, priority, datagram);
    }

    @Override
    public long nextDeadlineNs() {
        return network.nextDeadlineNs();
    }

    @Override
    public void release() {
        network.release();
    }
}
