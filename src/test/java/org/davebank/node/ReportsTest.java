package org.davebank.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.GroupWork;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.SampleReports;
import org.davebank.raft.Role;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final GroupId SHARD = GroupId.ofShard(3);

    private final Reports reports = new Reports();
    private final RoutingTable routes = new RoutingTable();

    private void take(String name, int id, boolean full, long nowNs) {
        MemberId member = new MemberId(id);
        GroupReport group =
                new GroupReport(
                        SHARD,
                        Role.FOLLOWER,
                        1,
                        null,
                        1,
                        1,
                        1,
                        false,
                        false,
                        0,
                        List.of(member),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        GroupWork.NONE,
                        1);
        String why = full ? " is full" : "";
        reports.take(SampleReports.withGroups(member, name, why, group), routes, nowNs);
    }

    @Test
    void aFollowerWithoutRoomIsKnownForEachShardThatItHolds() {
        take("Worker1", 1, false, 0);
        assertThat(reports.fullHolder(SHARD, 0)).isNull();
        take("Worker2", 2, true, 0);
        NodeReport full = reports.fullHolder(SHARD, 0);
        assertThat(full).isNotNull();
        assertThat(full.name()).isEqualTo("Worker2");
        assertThat(reports.fullHolder(GroupId.ofShard(0), 0)).isNull();
    }

    @Test
    void whatANodeSaidLongAgoSaysNothingOfNow() {
        take("Worker2", 2, true, 0);
        assertThat(reports.fullHolder(SHARD, Reports.FRESH_NS)).isNotNull();
        assertThat(reports.fullHolder(SHARD, Reports.FRESH_NS + 1)).isNull();
        take("Worker2", 2, false, Reports.FRESH_NS + 2);
        assertThat(reports.fullHolder(SHARD, Reports.FRESH_NS + 2)).isNull();
    }
}
