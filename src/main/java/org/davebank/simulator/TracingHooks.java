package org.davebank.simulator;

import org.davebank.base.Event;
import org.davebank.node.port.NodeHooks;

/** The hooks of a simulated node: its events go into the trace. */
final class TracingHooks implements NodeHooks {

    private final Simulation world;
    private final String name;

    TracingHooks(Simulation world, String name) {
        this.world = world;
        this.name = name;
    }

    @Override
    public void recorded(Event event) {
        world.trace(name, event.text());
    }

    @Override
    public byte[] control(byte[] command) {
        throw new IllegalArgumentException("nothing can be controlled in a simulation");
    }

    @Override
    public Figures figures() {
        return Figures.NONE;
    }
}
