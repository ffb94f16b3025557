package org.davebank.node.replica;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.EventKind;
import org.davebank.base.MemberId;
import org.davebank.node.journal.EventLog;
import org.davebank.raft.Role;

/**
 * Detects wrong clocks among the members of the groups that this node leads. Records an event when
 * a clock is wrong in two consecutive checks, and another when it is right again. Not thread-safe.
 */
public final class ClockAlarm {

    private final Clocks clocks;
    private final EventLog events;
    private final Refusals.Names names;
    private final Map<MemberId, Long> suspected = new TreeMap<>();
    private final Map<MemberId, Long> skewed = new TreeMap<>();

    public ClockAlarm(Clocks clocks, EventLog events, Refusals.Names names) {
        this.clocks = clocks;
        this.events = events;
        this.names = names;
    }

    /** Checks the clocks. Call it with every report. */
    public void look(Collection<GroupReplica<?>> replicas) {
        Map<MemberId, Long> worst = new TreeMap<>();
        Map<MemberId, Long> beyond = new TreeMap<>();
        for (GroupReplica<?> replica : replicas) {
            if (replica.raft().role() == Role.LEADER) {
                Map<MemberId, Long> skews = clocks.skewsMs(replica.raft().configuration().voters());
                worst.putAll(skews);
                for (MemberId member : Clocks.skewed(skews)) {
                    beyond.put(member, skews.get(member));
                }
            }
        }
        for (MemberId member : List.copyOf(skewed.keySet())) {
            if (!beyond.containsKey(member)) {
                skewed.remove(member);
                String how = worst.containsKey(member) ? " agrees again" : " is no longer compared";
                events.record(EventKind.CLOCK_SKEW, "the clock of " + names.name(member) + how);
            }
        }
        beyond.forEach((member, skewMs) -> {
            boolean known = skewed.containsKey(member);
            if (known || suspected.containsKey(member)) {
                skewed.put(member, skewMs);
            }
            if (!known && suspected.containsKey(member)) {
                events.record(
                        EventKind.CLOCK_SKEW,
                        "clock_skew: the clock of "
                                + names.name(member)
                                + " is "
                                + Clocks.text(skewMs)
                                + (skewMs < 0 ? " the" : " of the")
                                + " median of its voters");
            }
        });
        suspected.clear();
        suspected.putAll(beyond);
    }

    /** The members with wrong clocks, and how many milliseconds each is ahead of the median. */
    public Map<MemberId, Long> skewed() {
        return skewed;
    }
}
