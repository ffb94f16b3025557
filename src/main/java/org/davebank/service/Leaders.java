package org.davebank.service;

import org.davebank.base.GroupId;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/** Finds the leader of a group in the nodes' recent reports. */
public final class Leaders {

    /** A report older than this is not shown as the present state. */
    public static final long FRESH_MS = 2_500;

    private Leaders() {}

    /** The rules by which a group goes, as its leader reports, or null if no leader is in sight. */
    public static @Nullable LedgerRules rules(GroupId group, NodeView view) {
        GroupReport leader = of(group, view);
        int known = LedgerRules.TABLE.size();
        return leader == null
                ? null
                : LedgerRules.TABLE.get(Math.clamp(leader.rules(), 1, known) - 1);
    }

    /** The fresh report of the group's leader, or null if there is none. */
    public static @Nullable GroupReport of(GroupId group, NodeView view) {
        GroupReport best = null;
        for (NodeView.SeenReport seen : view.reports()) {
            if (seen.ageMs() > FRESH_MS) {
                continue;
            }
            for (GroupReport each : seen.report().groups()) {
                boolean leads =
                        each.group().equals(group)
                                && seen.report().member().equals(each.leader())
                                && each.role() == Role.LEADER;
                if (leads && (best == null || each.term() > best.term())) {
                    best = each;
                }
            }
        }
        return best;
    }
}
