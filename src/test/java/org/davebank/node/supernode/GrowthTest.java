package org.davebank.node.supernode;

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
            switch (Growth.next(now, nodes(possible, alive, List.of(), alive))) {
                case Growth.Nothing nothing -> {
                    return now;
                }
                case Growth.Add add -> {
                    MemberId next = new MemberId(now.members().size() + 1);
                    now = now.with(new ConfigurationChange.AddLearner(next));
                }
                case Growth.Promote promote ->
                        now = now.with(new ConfigurationChange.Promote(promote.learner()));
                case Growth.Remove remove -> throw new AssertionError("nobody is to be removed");
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
        assertThat(Growth.next(now, nodes(3, members(1), List.of(), now.learners())))
                .isInstanceOf(Growth.Nothing.class);
    }

    /** One line: who votes, who learns, who is lost, who has caught up; and the step that is due. */
    private record Case(String voters, String learners, String lost, String ready, String step) {}

    @Test
    void aVoterThatIsDeadForGoodIsReplacedStepByStep() {
        List<Case> cases =
                List.of(
                        new Case("123", "", "3", "", "add"),
                        new Case("123", "4", "3", "", "wait"),
                        new Case("123", "4", "3", "4", "remove 3"),
                        new Case("12", "4", "", "4", "promote 4"),
                        new Case("124", "", "", "", "wait"),
                        // Its successor dies while it learns: another one begins.
                        new Case("123", "4", "34", "", "remove 4"),
                        // It is back before it was replaced: the successor is not needed.
                        new Case("123", "4", "", "4", "remove 4"),
                        // Without a majority nothing can be decided, so nothing is tried.
                        new Case("123", "4", "23", "4", "wait"),
                        // Of five: two are replaced, one after the other.
                        new Case("12345", "", "45", "", "add"),
                        new Case("12345", "6", "45", "6", "remove 4"),
                        new Case("1235", "6", "5", "6", "promote 6"),
                        new Case("12356", "", "5", "", "add"),
                        // Of an even number, fewer is better than waiting.
                        new Case("1235", "", "5", "", "remove 5"));
        for (Case each : cases) {
            assertThat(step(each)).as(each.toString()).isEqualTo(each.step);
        }
    }

    private static String step(Case each) {
        Configuration now = new Configuration(ids(each.voters), ids(each.learners));
        List<MemberId> alive = new ArrayList<>(now.members());
        alive.removeAll(ids(each.lost));
        Growth.Nodes nodes =
                nodes(each.voters.length() > 4 ? 5 : 3, alive, ids(each.lost), ids(each.ready));
        return switch (Growth.next(now, nodes)) {
            case Growth.Nothing g -> "wait";
            case Growth.Add g -> "add";
            case Growth.Promote g -> "promote " + g.learner().value();
            case Growth.Remove g -> "remove " + g.member().value();
        };
    }

    private static List<MemberId> ids(String digits) {
        return digits.chars().mapToObj(digit -> new MemberId(digit - '0')).toList();
    }

    @Test
    void noStepOfAReplacementSurvivesFewerFailuresThanBefore() {
        Configuration now = Configuration.ofVoters(ids("123"));
        List<MemberId> alive = ids("124");
        int spare = spare(now, alive);
        now = now.with(new ConfigurationChange.AddLearner(new MemberId(4)));
        for (int step = 0; step < 2; step++) {
            Growth next = Growth.next(now, nodes(3, alive, ids("3"), ids("4")));
            now =
                    switch (next) {
                        case Growth.Remove g ->
                                now.with(new ConfigurationChange.Remove(g.member()));
                        case Growth.Promote g ->
                                now.with(new ConfigurationChange.Promote(g.learner()));
                        default -> throw new AssertionError("a step is due");
                    };
            assertThat(spare(now, alive)).isGreaterThanOrEqualTo(spare);
        }
        assertThat(now.voters()).isEqualTo(alive);
        assertThat(spare(now, alive)).isEqualTo(1);
    }

    /** How many of the living voters may fail. */
    private static int spare(Configuration now, List<MemberId> alive) {
        int living = (int) now.voters().stream().filter(alive::contains).count();
        return living - now.quorum();
    }

    private static Growth.Nodes nodes(
            int possible, List<MemberId> alive, List<MemberId> lost, List<MemberId> ready) {
        return new Growth.Nodes(possible, alive, lost, ready);
    }
}
