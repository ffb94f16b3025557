package org.davebank.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.davebank.base.MemberId;
import org.davebank.directory.RecoveryPlan.Living;
import org.davebank.directory.RecoveryPlan.Obstacle;
import org.davebank.directory.RecoveryPlan.Replica;
import org.davebank.directory.RecoveryPlan.Shard;
import org.junit.jupiter.api.Test;

class RecoveryPlanTest {

    private static List<MemberId> ids(String digits) {
        return digits.chars().mapToObj(digit -> new MemberId(digit - '0')).toList();
    }

    private static Shard shard(int number, String voters, String learners) {
        return new Shard(number, ids(voters), ids(learners));
    }

    /** The first three are servers. */
    private static List<Living> living(String digits) {
        List<Living> living = new ArrayList<>();
        ids(digits).forEach(id -> living.add(new Living(id, id.value() <= 3, "here", false)));
        return living;
    }

    private static List<Replica> plan(List<Shard> shards, String living, String lost) {
        return RecoveryPlan.of(shards, List.of(), living(living), ids(lost)).replicas();
    }

    @Test
    void aLostReplicaIsRebuiltWhereFewestAreHeld() {
        List<Shard> shards = List.of(shard(0, "126", ""), shard(1, "345", ""), shard(2, "123", ""));
        List<Replica> plan = plan(shards, "123456", "6");
        assertThat(plan).hasSize(1);
        assertThat(plan.getFirst().shard()).isZero();
        assertThat(plan.getFirst().survivors()).isEqualTo(ids("12"));
        assertThat(plan.getFirst().target()).isIn(ids("45"));
    }

    @Test
    void aMachineThatHoldsNoneOfTheShardComesFirst() {
        List<Living> living =
                List.of(
                        new Living(new MemberId(1), true, "A", false),
                        new Living(new MemberId(2), true, "B", false),
                        new Living(new MemberId(3), true, "C", false),
                        new Living(new MemberId(4), false, "A", false));
        // 3 holds two other shards and 4 none; but 4 is on the machine of 1.
        List<Shard> shards = List.of(shard(0, "126", ""), shard(1, "123", ""), shard(2, "123", ""));
        assertThat(RecoveryPlan.of(shards, List.of(), living, ids("6")).targetOf(0))
                .isEqualTo(new MemberId(3));
    }

    @Test
    void aNodeThatIsFullTakesNothing() {
        List<Living> living = new ArrayList<>(living("123"));
        living.add(new Living(new MemberId(4), false, "here", true));
        List<Shard> shards = List.of(shard(0, "126", ""), shard(1, "123", ""));
        assertThat(RecoveryPlan.of(shards, List.of(), living, ids("6")).targetOf(0))
                .isEqualTo(new MemberId(3));
        living.remove(2);
        Replica stuck = RecoveryPlan.of(shards, List.of(), living, ids("6")).replicas().getFirst();
        assertThat(stuck.obstacle()).isEqualTo(Obstacle.NO_NODE_LEFT);
    }

    @Test
    void severalLostReplicasAreSpread() {
        List<Shard> shards = List.of(shard(0, "126", ""), shard(1, "126", ""), shard(2, "126", ""));
        List<MemberId> targets =
                plan(shards, "123456", "6").stream().map(Replica::target).sorted().toList();
        assertThat(targets).isEqualTo(ids("345"));
    }

    @Test
    void whatIsPlannedBeforehandIsPlannedStillWhileItIsCarriedOut() {
        List<Shard> before = List.of(shard(0, "126", ""), shard(1, "346", ""), shard(2, "156", ""));
        List<Replica> plan = plan(before, "123456", "6");
        List<Shard> shards = new ArrayList<>(before);
        for (Replica each : plan) {
            Shard old = shards.get(each.shard());
            shards.set(each.shard(), new Shard(old.shard(), old.voters(), List.of(each.target())));
            assertThat(plan(shards, "12345", "6")).isEqualTo(plan);
        }
    }

    @Test
    void aLearnerThatIsThereAlreadyTakesThePlace() {
        List<Replica> plan = plan(List.of(shard(0, "126", "4")), "12345", "6");
        assertThat(plan.getFirst().target()).isEqualTo(new MemberId(4));
    }

    @Test
    void withoutAMajorityTheShardStopsAndNothingIsRebuilt() {
        List<Replica> plan = plan(List.of(shard(0, "156", "")), "123456", "56");
        assertThat(plan).hasSize(2);
        assertThat(plan)
                .allMatch(each -> each.obstacle() == Obstacle.QUORUM_LOST && each.target() == null);
    }

    @Test
    void whenEveryNodeHoldsTheShardNobodyIsLeft() {
        List<Replica> plan = plan(List.of(shard(0, "123", "")), "123", "3");
        assertThat(plan.getFirst().obstacle()).isEqualTo(Obstacle.NO_NODE_LEFT);
    }

    @Test
    void oneThatIsDownForAMomentIsNoSurvivor() {
        assertThat(plan(List.of(shard(0, "126", "")), "13456", "6").getFirst().obstacle())
                .isEqualTo(Obstacle.QUORUM_LOST);
    }

    @Test
    void aFileIsCopiedToTheNextHolderAndOneForServersToAServer() {
        String name = "ab".repeat(32);
        SharedFile any = new SharedFile(name, 9, false, ids("456"), 1, true, 0);
        SharedFile servers = new SharedFile(name, 9, true, ids("12"), 1, true, 0);
        RecoveryPlan plan =
                RecoveryPlan.of(List.of(), List.of(any, servers), living("123456"), ids("26"));
        Map<SharedFile, MemberId> targets =
                Map.of(
                        any,
                        Placement.holders(name, ids("13")).getFirst(),
                        servers,
                        new MemberId(3));
        assertThat(plan.files()).hasSize(2);
        plan.files().forEach(file -> assertThat(file.target()).isEqualTo(targets.get(file.file())));
    }

    @Test
    void aFileWhoseHoldersAreAllLostIsNotCopied() {
        SharedFile file = new SharedFile("cd".repeat(32), 9, false, ids("56"), 1, true, 0);
        RecoveryPlan plan = RecoveryPlan.of(List.of(), List.of(file), living("123456"), ids("56"));
        assertThat(plan.files()).allMatch(each -> each.obstacle() == Obstacle.QUORUM_LOST);
    }
}
