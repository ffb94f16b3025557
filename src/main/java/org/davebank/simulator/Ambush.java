package org.davebank.simulator;

import org.davebank.base.GroupId;
import org.davebank.node.wire.NodeMessage;
import org.davebank.raft.RaftMessage;
import org.jspecify.annotations.Nullable;

/**
 * A moment that a machine waits for: when it sends such a message, something happens to it at the end
 * of that turn.
 */
final class Ambush {

    /** At which message the machine is to be hit. */
    enum Trap {
        NONE,
        /** A vote that it gives, or an election that it begins. */
        VOTE,
        /** Entries that it acknowledges. */
        ACKNOWLEDGEMENT,
        /** Entries that it sends as a leader. */
        APPEND,
        /** An answer to a client. */
        ANSWER,
        /** A file that gets the name by which it is vouched for, before that name is synced. */
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

    /** Does what was waiting for the moment, if it has come; says whether it has. */
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
