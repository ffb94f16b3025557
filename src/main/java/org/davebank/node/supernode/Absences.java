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
 * Which members have been away for so long that they count as dead for good. Only what this node has
 * seen itself since it leads counts; a later supernode waits anew. Nothing here is needed for safety:
 * whoever is counted as dead by mistake is replaced, and comes back as one that is not needed.
 */
public final class Absences {

    /**
     * One that said good-bye is expected back: it is given so many times the patience, but not when a
     * member of its name is there again. That one has a folder of its own.
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

    /** @param expected members that something is expected of */
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
                // One that membership has forgotten is still what it was when it went.
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

    /** Those that are dead for good, in order. */
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
