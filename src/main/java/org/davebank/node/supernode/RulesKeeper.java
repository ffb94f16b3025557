package org.davebank.node.supernode;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.ledger.LedgerRules;
import org.davebank.node.port.Surroundings;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.RequestBody;
import org.davebank.raft.Role;
import org.jspecify.annotations.Nullable;

/**
 * Lets a group go by newer rules as soon as every one of its members knows them. A member that is away
 * or silent holds the others up: its log would have entries that it cannot apply.
 */
final class RulesKeeper {

    private final Surroundings node;
    private final LongSupplier termNow;
    private final Set<GroupId> busy = new TreeSet<>();

    /** @param termNow the term in which this node leads the system group */
    RulesKeeper(Surroundings node, LongSupplier termNow) {
        this.node = node;
        this.termNow = termNow;
    }

    /** Another term: what was asked in an earlier one counts no more. */
    void reset() {
        busy.clear();
    }

    void tick() {
        Map<MemberId, NodeReport> reports = node.reports();
        for (GroupReport each : GroupReport.newest(reports.values()).values()) {
            if (each.role() == Role.LEADER && each.isSettled()) {
                int known = knownToAll(each, reports);
                if (known > each.rules() && busy.add(each.group())) {
                    node.ask(
                            new RequestBody.FollowRules(
                                    each.group(),
                                    known,
                                    each.configurationIndex(),
                                    termNow.getAsLong()),
                            Supernode.REQUEST_TIMEOUT_NS,
                            reply -> busy.remove(each.group()));
                }
            }
        }
    }

    /** The newest rules that every member of the group knows, 0 while one of them says nothing. */
    private static int knownToAll(GroupReport group, Map<MemberId, NodeReport> reports) {
        int known = Integer.MAX_VALUE;
        for (MemberId member : group.configuration().members()) {
            NodeReport report = reports.get(member);
            known = Math.min(known, report == null ? 0 : report.rules());
        }
        return known;
    }

    /**
     * Whether a node could apply the log of a group that goes by these rules.
     *
     * @param node its report, or null when it has sent none
     */
    static boolean knows(@Nullable NodeReport node, int rules) {
        return (node == null ? LedgerRules.FIRST.version() : node.rules()) >= rules;
    }
}
