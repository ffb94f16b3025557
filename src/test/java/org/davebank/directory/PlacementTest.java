package org.davebank.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.davebank.base.AccountNumber;
import org.davebank.base.MemberId;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static List<MemberId> members(int count) {
        List<MemberId> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            members.add(new MemberId(i * 0x9e3779b97f4a7c15L));
        }
        return members;
    }

    /** The members, so many on each machine. */
    private static Map<MemberId, String> on(int perMachine, List<MemberId> members) {
        Map<MemberId, String> machines = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            machines.put(members.get(i), "machine" + i / perMachine);
        }
        return machines;
    }

    @Test
    void everyShardHasDistinctReplicasAndEveryNodeItsFairShare() {
        List<List<MemberId>> placements = Placement.found(4, 3, on(6, members(6)));

        Map<MemberId, Integer> held = new TreeMap<>();
        for (List<MemberId> replicas : placements) {
            assertThat(new HashSet<>(replicas)).hasSize(3);
            replicas.forEach(member -> held.merge(member, 1, Integer::sum));
        }
        assertThat(held.values()).containsOnly(2);
    }

    @Test
    void leadersAreSpreadOverTheNodes() {
        List<List<MemberId>> placements = Placement.found(6, 3, on(6, members(6)));

        assertThat(placements.stream().map(List::getFirst).distinct())
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void aLoneNodeHoldsEverything() {
        assertThat(Placement.found(4, 3, on(1, members(1))))
                .allMatch(replicas -> replicas.size() == 1);
    }

    @Test
    void noMachineHoldsTwoReplicasOfAShardWhileThereAreOthers() {
        List<MemberId> members = members(6);
        Map<MemberId, String> machines = on(2, members);
        List<List<MemberId>> placements = Placement.found(8, 3, machines);

        Map<MemberId, Integer> held = new TreeMap<>();
        for (List<MemberId> replicas : placements) {
            assertThat(replicas.stream().map(machines::get).distinct()).hasSize(3);
            replicas.forEach(member -> held.merge(member, 1, Integer::sum));
        }
        assertThat(held.values()).containsOnly(4);
    }

    @Test
    void aShardGrowsOntoAnotherMachineThoughItsNodesHoldMore() {
        List<MemberId> members = members(4);
        Map<MemberId, String> machines = on(2, members);
        Map<MemberId, Integer> held =
                new TreeMap<>(Map.of(members.get(1), 0, members.get(2), 9, members.get(3), 8));

        assertThat(Placement.choose(0, held, machines, Set.of("machine0")))
                .isEqualTo(members.get(3));
        assertThat(Placement.choose(0, held, machines, Set.of("machine0", "machine1")))
                .as("rather a second one on a machine than none")
                .isEqualTo(members.get(1));
    }

    @Test
    void accountsSpreadEvenlyOverShards() {
        int[] counts = new int[4];
        for (int number = 0; number < 40_000; number++) {
            counts[Slots.shardOf(new AccountNumber(number), 4)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_000, 11_000);
        }
    }
}
