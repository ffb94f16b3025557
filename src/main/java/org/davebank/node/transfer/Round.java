package org.davebank.node.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which participants of a movement still have to answer, and which of them have been asked. Not thread-safe. */
final class Round {

    private final List<Integer> participants;
    private final Set<Integer> missing;
    private final Set<Integer> asked = new TreeSet<>();
    private long stampMs;

    Round(List<Integer> participants) {
        this.participants = participants;
        this.missing = new TreeSet<>(participants);
    }

    /** The participants to ask now: those without an answer that no question is on its way to. */
    List<Integer> ask() {
        List<Integer> idle = new ArrayList<>(missing);
        idle.removeAll(asked);
        asked.addAll(idle);
        return idle;
    }

    /** No question is on its way to the participant any more, and it still has to answer. */
    void release(int shard) {
        asked.remove(shard);
    }

    /**
     * The participant has answered.
     *
     * @return whether it was the last one
     */
    boolean answered(int shard, long itsStampMs) {
        asked.remove(shard);
        missing.remove(shard);
        stampMs = Math.max(stampMs, itsStampMs);
        return missing.isEmpty();
    }

    /** The newest stamp of an answer. */
    long stampMs() {
        return stampMs;
    }

    /** All have to answer again. */
    void begin() {
        missing.addAll(participants);
    }
}
