package org.davebank.node.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.port.LoneNode;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.GroupWork;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.node.wire.SampleReports;
import org.davebank.raft.Role;
import org.junit.jupiter.api.Test;

/** Rules begin when every member of a group knows them. */
class RulesKeeperTest {

    private static final MemberId FIRST = new MemberId(1);
    private static final MemberId SECOND = new MemberId(2);
    private static final MemberId LEARNER = new MemberId(3);
    private static final MemberId ELSEWHERE = new MemberId(4);
    private static final GroupId SHARD = GroupId.ofShard(0);

    private final Map<MemberId, NodeReport> reports = new TreeMap<>();
    private final List<RequestBody> asked = new ArrayList<>();
    private final List<Consumer<Reply>> answers = new ArrayList<>();

    private final RulesKeeper keeper =
            new RulesKeeper(
                    new LoneNode() {
                        @Override
                        public Map<MemberId, NodeReport> reports() {
                            return reports;
                        }

                        @Override
                        public void ask(RequestBody body, long timeoutNs, Consumer<Reply> answer) {
                            asked.add(body);
                            answers.add(answer);
                        }
                    },
                    () -> 8);

    private static GroupReport led(int rules, boolean quorum) {
        return new GroupReport(
                SHARD,
                Role.LEADER,
                3,
                FIRST,
                9,
                9,
                9,
                quorum,
                false,
                5,
                List.of(FIRST, SECOND),
                List.of(LEARNER),
                List.of(),
                List.of(),
                List.of(),
                GroupWork.NONE,
                rules);
    }

    private void knows(MemberId member, int rules, GroupReport... groups) {
        reports.put(member, SampleReports.ofBuild(member, rules, groups));
    }

    private void allKnow(int rules) {
        knows(FIRST, rules, led(1, true));
        knows(SECOND, rules);
        knows(LEARNER, rules);
        knows(ELSEWHERE, 1);
    }

    @Test
    void theLeaderIsAskedOnceEveryMemberKnowsThem() {
        allKnow(3);
        keeper.tick();
        assertThat(asked).containsExactly(new RequestBody.FollowRules(SHARD, 3, 5, 8));
    }

    @Test
    void aMemberThatKnowsLessHoldsThemUp() {
        allKnow(3);
        knows(LEARNER, 2);
        keeper.tick();
        assertThat(asked).containsExactly(new RequestBody.FollowRules(SHARD, 2, 5, 8));
        asked.clear();
        keeper.reset();
        knows(SECOND, 1);
        keeper.tick();
        assertThat(asked).isEmpty();
    }

    @Test
    void aSilentMemberHoldsThemUp() {
        allKnow(3);
        reports.remove(SECOND);
        keeper.tick();
        assertThat(asked).isEmpty();
    }

    @Test
    void aLeaderThatIsNotSureToLeadIsNotAsked() {
        allKnow(3);
        knows(FIRST, 3, led(1, false));
        keeper.tick();
        assertThat(asked).isEmpty();
    }

    @Test
    void rulesThatHoldAlreadyAreNotAskedFor() {
        allKnow(3);
        knows(FIRST, 3, led(3, true));
        keeper.tick();
        assertThat(asked).isEmpty();
    }

    @Test
    void whatWasNotDoneIsAskedAgainAfterItsAnswer() {
        allKnow(3);
        keeper.tick();
        keeper.tick();
        assertThat(asked).hasSize(1);
        answers.getFirst().accept(new Reply.Declined("no"));
        keeper.tick();
        assertThat(asked).hasSize(2);
    }
}
