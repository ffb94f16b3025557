package org.davebank.node.supernode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.settings.NodeSettings;

/**
 * Tracks which members have been absent for so long that they count as permanently dead. Counts
 * only absences since this node became leader; the next supernode starts over. Safety does not
 * depend on it: a member that is replaced by mistake returns as a spare.
 */
public final class Absences {

    /**
     * A member that left on purpose is expected back and gets this multiple of the patience, unless
     * a new member has its name. The new member has another folder.
     */
    public static final int PLANNED_TIMES = 15;

    private record Absence(long sinceNs, boolean planned, boolean succeeded) {
        Absence and(Absence later) {
            return new Absence(sinceNs, planned || later.planned, succeeded || later.succeeded);
        }

        boolean isExpectedBack() {
            return planned && !succeeded;
        }
    }

    private final long patienceNs;
    private final Map<MemberId, Absence> absences = new TreeMap<>();

    /** @param patienceNs see {@link NodeSettings#rebuildAfterNs} */
    Absences(long patienceNs) {
        this.patienceNs = patienceNs;
    }

    void reset() {
        absences.clear();
    }

    /** @param expected members that should be present */
    void look(Collection<MemberId> expected, List<MemberStatus> members, long nowNs) {
        Map<MemberId, MemberStatus> known = new TreeMap<>();
        Set<String> reachable = new TreeSet<>();
        for (MemberStatus each : members) {
            known.put(each.member().id(), each);
            if (each.state().isReachable()) {
                reachable.add(each.member().name());
            }
        }
        for (MemberId member : expected) {
            MemberStatus status = known.get(member);
            if (status != null && status.state().isReachable()) {
                absences.remove(member);
            } else {
                // A member that membership has forgotten keeps its last status.
                Absence now =
                        new Absence(
                                nowNs,
                                status != null && status.state() == MemberState.LEFT,
                                status != null && reachable.contains(status.member().name()));
                absences.merge(member, now, Absence::and);
            }
        }
        absences.keySet().retainAll(expected);
    }

    /** The permanently dead members, in order. */
    Set<MemberId> lost(long nowNs) {
        Set<MemberId> lost = new TreeSet<>();
        absences.forEach((member, absence) -> {
            long patience = absence.isExpectedBack() ? PLANNED_TIMES * patienceNs : patienceNs;
            if (nowNs - absence.sinceNs() >= patience) {
                lost.add(member);
            }
        });
        return lost;
    }
}
