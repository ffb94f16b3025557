package org.davebank.process;

import org.davebank.base.GroupId;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.raft.Role;

/** Whether a network accepts writes, as one of its nodes sees it. */
final class Writability {

    private static final long REPORT_AGE_MS_MAX = 3_000;

    private Writability() {}

    /** True if every shard is placed and has a leader that a majority follows. */
    static boolean of(NodeView view) {
        var founding = view.founding();
        if (founding == null || !isLed(view, GroupId.SYSTEM)) {
            return false;
        }
        for (int shard = 0; shard < founding.shards(); shard++) {
            if (!isLed(view, GroupId.ofShard(shard))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLed(NodeView view, GroupId group) {
        for (NodeView.SeenReport seen : view.reports()) {
            if (seen.ageMs() > REPORT_AGE_MS_MAX) {
                continue;
            }
            for (GroupReport report : seen.report().groups()) {
                if (report.group().equals(group)
                        && report.role() == Role.LEADER
                        && report.hasQuorum()) {
                    return true;
                }
            }
        }
        return false;
    }
}
