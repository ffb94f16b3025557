package org.davebank.node.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.davebank.base.Address;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.port.LoneNode;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.node.wire.SampleReports;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a placed shard comes to life: three founders, of which the first is to lead. */
class ShardKeeperTest {

    private static final long S = 1_000_000_000L;
    private static final MemberId FIRST = new MemberId(1);
    private static final MemberId SECOND = new MemberId(2);
    private static final MemberId THIRD = new MemberId(3);

    private final SystemState state = new SystemState();
    private final Map<MemberId, MemberState> members = new LinkedHashMap<>();
    private final Map<RequestBody.CreateReplica, Consumer<Reply>> asked = new LinkedHashMap<>();
    private final SystemCommand.Found founding = new SystemCommand.Found(7, 1, 3, "GBP", 3);
    private final ShardKeeper keeper =
            new ShardKeeper(new Neighbourhood(), () -> 1, state, (group, text) -> {});
    private long nowNs;

    private final class Neighbourhood extends LoneNode {
        @Override
        public List<MemberStatus> members() {
            List<MemberStatus> all = new ArrayList<>();
            members.forEach((id, at) -> all.add(new MemberStatus(member(id), at, 0)));
            return all;
        }

        @Override
        public Map<MemberId, NodeReport> reports() {
            Map<MemberId, NodeReport> reports = new LinkedHashMap<>();
            members.keySet().forEach(id -> reports.put(id, report(id)));
            return reports;
        }

        @Override
        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
            asked.put((RequestBody.CreateReplica) body, answer);
        }
    }

    private static NodeReport report(MemberId id) {
        return SampleReports.withGroups(id, "n" + id.value(), "");
    }

    private static Member member(MemberId id) {
        Address address = new Address("10.0.0." + id.value(), 5001);
        return new Member(id, "n" + id.value(), MemberRole.SERVER, address, 0, null, 1);
    }

    @BeforeEach
    void placeTheShard() {
        state.apply(founding);
        for (MemberId id : List.of(FIRST, SECOND, THIRD)) {
            members.put(id, MemberState.ALIVE);
            state.apply(new SystemCommand.RecordMember(id, "n" + id.value(), true));
        }
        state.apply(new SystemCommand.PlaceShard(0, List.of(FIRST, SECOND, THIRD)));
    }

    /** Who is asked to create a replica now and has not answered. */
    private List<MemberId> askedNow() {
        nowNs += S;
        keeper.tick(founding, Set.of(), nowNs);
        return asked.keySet().stream().map(RequestBody.CreateReplica::member).toList();
    }

    private void answers(MemberId member) {
        for (RequestBody.CreateReplica body : List.copyOf(asked.keySet())) {
            if (body.member().equals(member)) {
                asked.remove(body).accept(new Reply.Done(new byte[0]));
            }
        }
    }

    @Test
    void theOneThatIsToLeadComesLast() {
        assertThat(askedNow()).containsExactly(SECOND, THIRD);
        answers(SECOND);
        assertThat(askedNow()).containsExactly(THIRD);
        answers(THIRD);
        assertThat(askedNow()).containsExactly(FIRST);
        assertThat(asked.keySet()).allMatch(RequestBody.CreateReplica::campaign);
    }

    @Test
    void theOneThatIsToLeadDoesNotWaitForADeadFounder() {
        members.put(THIRD, MemberState.DEAD);
        assertThat(askedNow()).containsExactly(SECOND, THIRD);
        answers(SECOND);
        assertThat(askedNow()).containsExactly(THIRD, FIRST);
    }
}
