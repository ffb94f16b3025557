package org.davebank.simulator.event;

import org.davebank.base.Address;
import org.davebank.transport.packet.Priority;
import org.jspecify.annotations.Nullable;

/** An event at a moment of virtual time. */
public sealed interface SimEvent {

    /** An event for one machine; a paused machine gets it when it is resumed. */
    sealed interface ForMachine extends SimEvent {
        int machine();
    }

    /** A message of a node, or in sealed runs a datagram, arrives. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    record Arrival(int machine, Address from, Priority priority, byte[] bytes)
            implements ForMachine {}

    /** A deadline of the machine is reached, by its own clock. For one life of its process. */
    record Wake(int machine, long life, long deadlineNs) implements ForMachine {}

    /** The disk has finished a sync. For one life of the machine's process. */
    record Synced(int machine, long life, long ticket) implements ForMachine {}

    /** The disk has read a part of a file, or failed to. For one life of the process. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    record Read(int machine, long life, long ticket, byte @Nullable [] bytes)
            implements ForMachine {}

    /** A client's process on this machine sends its node a request. */
    record Submission(int machine, Attempt attempt) implements ForMachine {}

    /** A step of the simulation itself: a fault begins or ends, a client thinks. */
    record Step(String what, Runnable action) implements SimEvent {}
}
