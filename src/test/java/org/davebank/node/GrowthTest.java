package org.davebank.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;
import org.davebank.raft.ConfigurationChange;
import org.junit.jupiter.api.Test;

class GrowthTest {

    private static List<MemberId> members(int count) {
        List<MemberId> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            members.add(new MemberId(i));
        }
        return members;
    }

    /** Takes steps until nothing is left to do, adding members in order. */
    private static Configuration grow(Configuration start, int possible, List<MemberId> alive) {
        Configuration now = start;
        for (int step = 0; step < 20; step++) {
            switch (Growth.next(now, possible, alive)) {
                case Growth.Nothing nothing -> {
                    return now;
                }
                case Growth.Add add -> {
                    MemberId next = new MemberId(now.members().size() + 1);
                    now = now.with(new ConfigurationChange.AddLearner(next));
                }
                case Growth.Promote promote ->
                        now = now.with(new ConfigurationChange.Promote(promote.learner()));
            }
        }
        throw new AssertionError("growth never ends");
    }

    @Test
    void oneVoterBecomesThreeWhenThreeNodesLive() {
        Configuration grown = grow(Configuration.ofVoters(members(1)), 3, members(3));
        assertThat(grown.voters()).hasSize(3);
        assertThat(grown.learners()).isEmpty();
    }

    @Test
    void withTwoNodesTheSecondOnlyLearnsBecauseTwoVotersWouldBeWorseThanOne() {
        Configuration grown = grow(Configuration.ofVoters(members(1)), 2, members(2));
        assertThat(grown.voters()).hasSize(1);
        assertThat(grown.learners()).hasSize(1);
    }

    @Test
    void threeVotersBecomeFive() {
        Configuration grown = grow(Configuration.ofVoters(members(3)), 5, members(5));
        assertThat(grown.voters()).hasSize(5);
    }

    @Test
    void aLearnerThatIsDeadIsNotPromoted() {
        Configuration now =
                new Configuration(members(1), List.of(new MemberId(2), new MemberId(3)));
        assertThat(Growth.next(now, 3, members(1))).isInstanceOf(Growth.Nothing.class);
    }
}
