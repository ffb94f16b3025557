package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.GroupWork;
import org.davebank.raft.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Voters are the members 1, 2, 3, ...; member 1 leads. */
class StandingTest {

    private static final long COMMITTED = 100;

    private static List<MemberId> members(int count) {
        return java.util.stream.LongStream.rangeClosed(1, count).mapToObj(MemberId::new).toList();
    }

    private static Set<MemberId> ids(String digits) {
        Set<MemberId> ids = new TreeSet<>();
        digits.chars()
                .filter(Character::isDigit)
                .forEach(each -> ids.add(new MemberId(each - '0')));
        return ids;
    }

    private static GroupReport leader(int voters, Set<MemberId> answering, Set<MemberId> behind) {
        boolean quorum = answering.size() > voters / 2;
        return new GroupReport(
                GroupId.ofShard(1),
                Role.LEADER,
                3,
                new MemberId(1),
                COMMITTED,
                COMMITTED,
                COMMITTED,
                quorum,
                false,
                1,
                members(voters),
                List.of(),
                List.of(),
                members(voters).stream().map(id -> behind.contains(id) ? 3L : COMMITTED).toList(),
                List.copyOf(answering),
                GroupWork.NONE,
                1);
    }

    @ParameterizedTest(name = "{0} voters, gone {1}, without replica {2}, silent {3}, behind {4}")
    @CsvSource({
        "1, -, -, -, -, 0, 1",
        "3, -, -, -, -, 1, -",
        "3, 3, -, 3, -, 0, 12",
        "3, -, 3, 3, -, 0, 12",
        "3, -, -, 3, -, 0, 12",
        "3, -, -, -, 3, 0, 12",
        // A member that is gone and still in the leader's ear, for it has only just gone.
        "3, 2, -, -, -, 0, 13",
        "3, 23, -, 23, -, 0, -",
        "4, -, -, -, -, 1, -",
        "4, 4, -, 4, -, 0, 123",
        "5, -, -, -, -, 2, -",
        "5, 5, -, 5, -, 1, -",
        "5, 5, 4, 45, -, 0, 123",
        "5, 5, -, 5, 4, 0, 123",
    })
    void aGroupSurvivesWhatItsSoundVotersAllow(
            int voters,
            String gone,
            String withoutReplica,
            String silent,
            String behind,
            int survived,
            String oneTooMany) {
        Set<MemberId> reachable = new TreeSet<>(members(voters));
        reachable.removeAll(ids(gone));
        Set<MemberId> holders = new TreeSet<>(members(voters));
        holders.removeAll(ids(withoutReplica));
        Set<MemberId> answering = new TreeSet<>(members(voters));
        answering.removeAll(ids(silent));
        GroupReport leader = leader(voters, answering, ids(behind));

        Standing standing =
                Standing.of(
                        leader,
                        new Standing.Seen(
                                reachable, holders, Set.copyOf(members(voters)), COMMITTED));

        assertThat(standing.failuresSurvived()).isEqualTo(survived);
        assertThat(new TreeSet<>(standing.oneTooMany())).isEqualTo(ids(oneTooMany));
    }

    @Test
    void whoseReportDidNotComeCountsAsLongAsItAnswersItsLeader() {
        Set<MemberId> all = Set.copyOf(members(3));
        GroupReport leader = leader(3, all, Set.of());

        Standing.Seen seen = new Standing.Seen(all, ids("12"), ids("12"), COMMITTED);

        assertThat(Standing.of(leader, seen).failuresSurvived()).isEqualTo(1);
    }

    @Test
    void withoutALeaderNothingIsSurvivedAndNobodyIsToBlame() {
        Standing standing = Standing.of(null, new Standing.Seen(Set.of(), Set.of(), Set.of(), 0));

        assertThat(standing.quorum()).isFalse();
        assertThat(standing.failuresSurvived()).isZero();
        assertThat(standing.oneTooMany()).isEmpty();
    }

    @Test
    void aFollowerIsBehindWhenItLacksWhatWasCommittedTwoSecondsAgo() {
        CommitTrail trail = new CommitTrail();
        GroupId shard = GroupId.ofShard(1);
        long second = 1_000_000_000L;

        assertThat(trail.note(shard, 50, 10 * second)).isZero();
        assertThat(trail.note(shard, 60, 11 * second)).isZero();
        assertThat(trail.note(shard, 70, 12 * second)).isEqualTo(50);
        assertThat(trail.note(shard, 80, 12 * second + 1)).isEqualTo(50);
        assertThat(trail.note(shard, 90, 13 * second)).isEqualTo(60);
        assertThat(trail.note(GroupId.ofShard(2), 90, 13 * second)).isZero();
    }
}
