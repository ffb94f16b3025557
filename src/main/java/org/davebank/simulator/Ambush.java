package org.davebank.simulator;

import org.davebank.base.GroupId;
import org.davebank.node.wire.NodeMessage;
import org.davebank.raft.RaftMessage;
import org.jspecify.annotations.Nullable;

/** Runs an action when a machine sends a message of a chosen type, at the end of that turn. */
final class Ambush {

    /** The message that springs the trap. */
    enum Trap {
        NONE,
        /** A vote that it grants, or an election that it starts. */
        VOTE,
        /** An acknowledgement of entries. */
        ACKNOWLEDGEMENT,
        /** An append that it sends as leader. */
        APPEND,
        /** An answer to a client. */
        ANSWER,
        /**
         * A file is renamed to the name that it is acknowledged under, before the rename is synced.
         */
        FILE
    }

    private Trap trap = Trap.NONE;
    private @Nullable GroupId group;
    private @Nullable Runnable action;
    private boolean sprung;

    /** {@code action} runs at the end of the turn in which such a message leaves the machine. */
    void arm(Trap trap, @Nullable GroupId group, Runnable action) {
        this.trap = trap;
        this.group = group;
        this.action = action;
        this.sprung = false;
    }

    void disarm() {
        trap = Trap.NONE;
        group = null;
        action = null;
        sprung = false;
    }

    boolean isSet() {
        return trap != Trap.NONE;
    }

    boolean awaitsEntries() {
        return trap == Trap.APPEND;
    }

    void answered() {
        sprung |= trap == Trap.ANSWER;
    }

    void named() {
        sprung |= trap == Trap.FILE;
    }

    void sent(NodeMessage.Frame frame, ReplicaWatch.Promise promise) {
        boolean wanted =
                switch (trap) {
                    case NONE, ANSWER, FILE -> false;
                    case VOTE -> promise == ReplicaWatch.Promise.VOTE;
                    case ACKNOWLEDGEMENT -> promise == ReplicaWatch.Promise.ACKNOWLEDGEMENT;
                    case APPEND ->
                            frame.message() instanceof RaftMessage.AppendEntries a
                                    && !a.entries().isEmpty();
                };
        GroupId only = group;
        sprung |= wanted && (only == null || only.equals(frame.group()));
    }

    /** Runs the armed action if its moment has come; returns whether it has. */
    boolean springs() {
        Runnable waiting = action;
        if (!sprung || waiting == null) {
            return false;
        }
        disarm();
        waiting.run();
        return true;
    }
}
