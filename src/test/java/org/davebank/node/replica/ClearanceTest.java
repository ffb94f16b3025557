package org.davebank.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.raft.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L1: how many must have welcomed a life before its node takes part in a group. */
class ClearanceTest {

    private static final MemberId SELF = new MemberId(1);
    private static final GroupId GROUP = GroupId.ofShard(0);
    private static final long SECOND_NS = 1_000_000_000L;

    private static Configuration voters(int from, int to) {
        return Configuration.ofVoters(
                LongStream.rangeClosed(from, to).mapToObj(MemberId::new).toList());
    }

    private static Clearance holding(Configuration configuration) {
        Clearance clearance = new Clearance(SELF, 0);
        clearance.hold(GROUP, () -> configuration);
        return clearance;
    }

    private static void look(Clearance clearance, int welcomes, long nowNs) {
        clearance.look(
                member -> member.value() > 1 && member.value() <= 1 + welcomes,
                member -> false,
                false,
                welcomes,
                nowNs);
    }

    /** Voters 1 to {@code last} or, for one that learns only, 2 to {@code last}. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 0, false", "1, 3, 1, true",
        "1, 5, 1, false", "1, 5, 2, true",
        "2, 3, 1, false", "2, 3, 2, true",
        "2, 4, 1, false", "2, 4, 2, true"
    })
    void aQuorumWithItselfHasToWelcomeIt(int first, int last, int welcomes, boolean clear) {
        Clearance clearance = holding(voters(first, last));
        assertThat(clearance.isClear(GROUP)).isFalse();
        look(clearance, welcomes, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isEqualTo(clear);
        assertThat(clearance.isComplete()).isEqualTo(clear);
        assertThat(clearance.isEstablished(false, welcomes)).isEqualTo(clear);
    }

    @Test
    void aVoterThatIsAloneAsksTheOthersOfItsNetworkFirst() {
        Clearance clearance = holding(voters(1, 1));
        look(clearance, 0, SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isFalse();
        look(clearance, 0, 2 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isTrue();
        Clearance met = holding(voters(1, 1));
        look(met, 1, 0);
        assertThat(met.isClear(GROUP)).isTrue();
    }

    @Test
    void whenAllVotersThatItKnowsWereReplacedTheWordOfALeaderIsEnough() {
        Clearance clearance = holding(voters(1, 3));
        MemberId leader = new MemberId(9);
        Set<MemberId> welcomed = Set.of(leader);
        clearance.look(welcomed::contains, member -> true, false, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).as("no leader yet").isFalse();
        clearance.heardLeader(GROUP, leader);
        clearance.look(welcomed::contains, member -> true, false, 1, 5 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).as("too soon").isFalse();
        clearance.look(welcomed::contains, member -> false, false, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).as("the old ones live").isFalse();
        clearance.look(welcomed::contains, member -> true, false, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isTrue();
    }

    @Test
    void aCandidateThatBecameAVoterSinceCountsAsOne() {
        Clearance clearance = holding(voters(1, 2));
        MemberId candidate = new MemberId(9);
        Set<MemberId> welcomed = Set.of(candidate);
        clearance.look(welcomed::contains, member -> true, false, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).as("nobody asked").isFalse();
        clearance.heardCandidate(GROUP, candidate);
        clearance.look(member -> false, member -> true, false, 0, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).as("it has not welcomed this life").isFalse();
        clearance.look(welcomed::contains, member -> true, false, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isTrue();
    }

    @Test
    void aLearnerThatIsAskedForItsVoteHasBecomeAVoterSince() {
        Clearance clearance = holding(voters(2, 3));
        look(clearance, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).as("nobody asked").isFalse();
        clearance.heardCandidate(GROUP, new MemberId(2));
        look(clearance, 1, 60 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isTrue();
    }

    @Test
    void aGroupWithoutALogAndOneThatIsNewNeedNobody() {
        Clearance clearance = holding(new Configuration(List.of(), List.of()));
        look(clearance, 0, 2 * SECOND_NS);
        assertThat(clearance.isClear(GROUP)).isTrue();
        assertThat(new Clearance(SELF, 0).isClear(GROUP)).isTrue();
    }
}
