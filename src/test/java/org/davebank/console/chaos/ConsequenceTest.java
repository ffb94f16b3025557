package org.davebank.console.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.davebank.console.Snapshots;
import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NodeRecovery;
import org.junit.jupiter.api.Test;

class ConsequenceTest {

    private static Consequence of(Snapshots network, String... leaving) {
        return Consequence.of(network.take(), Set.of(leaving));
    }

    @Test
    void aFollowerThatGoesLeavesItsShardWithAQuorum() {
        Consequence consequence = of(new Snapshots(), "Worker2");
        assertThat(consequence.losesQuorum()).isFalse();
        assertThat(consequence.sentences())
                .containsExactly("Shard 0 keeps 2 of 3 replicas: writes go on.");
    }

    @Test
    void aLeaderThatGoesIsReplaced() {
        assertThat(of(new Snapshots(), "Worker1").sentences())
                .containsExactly(
                        "Shard 1 keeps 2 of 3 replicas: writes go on.",
                        "Shard 1 elects a new leader: its writes pause for about a second.");
    }

    @Test
    void theSecondOfThreeReplicasTakesTheQuorumAlong() {
        Consequence consequence = of(new Snapshots().with("Worker3", NodeState.DEAD), "Worker1");
        assertThat(consequence.losesQuorum()).isTrue();
        assertThat(consequence.sentences())
                .containsExactly("Shard 1 keeps 1 of 3 replicas: its writes will be refused.");
    }

    @Test
    void severalNodesAreJudgedTogether() {
        assertThat(of(new Snapshots(), "Worker1", "Worker3").losesQuorum()).isTrue();
        assertThat(of(new Snapshots(), "Worker1", "Worker2").losesQuorum()).isFalse();
    }

    @Test
    void aPausedReplicaCountsAsGone() {
        assertThat(of(new Snapshots().with("Worker3", NodeState.PAUSED), "Worker1").losesQuorum())
                .isTrue();
        assertThat(of(new Snapshots().with("Worker3", NodeState.SUSPECT), "Worker1").losesQuorum())
                .isFalse();
    }

    @Test
    void theSupernodeIsReplacedWhileServersRemain() {
        assertThat(of(new Snapshots(), "SuperNode2").sentences())
                .contains("SuperNode2 is the supernode: another server takes over.");
    }

    @Test
    void theLastServersTakeTheSystemGroupAlong() {
        Consequence consequence =
                of(new Snapshots().with("SuperNode3", NodeState.DEAD), "SuperNode2");
        assertThat(consequence.losesQuorum()).isTrue();
        assertThat(consequence.sentences())
                .contains("The system group keeps 1 of 3 voters: no supernode until one is back.");
    }

    @Test
    void theServingNodeSaysWhereThePageMovesTo() {
        assertThat(of(new Snapshots(), "SuperNode1").sentences())
                .contains(
                        "It serves this page, which will move to SuperNode2. Scripts that use"
                                + " http://127.0.0.1:8080 are refused until it is revived.");
        assertThat(of(new Snapshots().with("SuperNode2", NodeState.DEAD), "SuperNode1").sentences())
                .anyMatch(sentence -> sentence.contains("move to SuperNode3"));
        assertThat(of(new Snapshots(), "SuperNode1", "SuperNode2", "SuperNode3").sentences())
                .anyMatch(sentence -> sentence.contains("no other server node is alive"));
    }

    private static List<String> rebuilding(NodeRecovery.Files files, NodeRecovery.Shard... shards) {
        NodeRecovery recovery = new NodeRecovery(List.of("Worker2"), List.of(shards), files, 120);
        return Consequence.of(new Snapshots().take(), Set.of("Worker2"), recovery).sentences();
    }

    private static NodeRecovery.Files noFiles() {
        return new NodeRecovery.Files(0, 0, Map.of(), 0, 0, 10);
    }

    @Test
    void whatIsRebuiltIsSaidBeforehand() {
        var files =
                new NodeRecovery.Files(
                        4, 1_200_000, Map.of("Worker1", 3, "SuperNode2", 1), 0, 0, 10);
        assertThat(
                        rebuilding(
                                files,
                                new NodeRecovery.Shard(
                                        0, "Worker2", "voter", List.of(), "Worker1", null),
                                new NodeRecovery.Shard(
                                        3, "Worker2", "leader", List.of(), "SuperNode2", null)))
                .containsExactly(
                        "Shard 0 keeps 2 of 3 replicas: writes go on.",
                        "If Worker2 stays dead for 2 min, its replicas are rebuilt: shard 0 on"
                                + " Worker1, shard 3 on SuperNode2.",
                        "4 files (1.2 MB) lose a copy, and get another on SuperNode2, Worker1"
                                + " after 10 s.");
    }

    @Test
    void whatCannotBeRebuiltIsSaidWithItsReason() {
        assertThat(
                        rebuilding(
                                noFiles(),
                                new NodeRecovery.Shard(
                                        0,
                                        "Worker2",
                                        "voter",
                                        List.of(),
                                        null,
                                        NodeRecovery.Why.NO_NODE_LEFT),
                                new NodeRecovery.Shard(
                                        1,
                                        "Worker2",
                                        "voter",
                                        List.of(),
                                        null,
                                        NodeRecovery.Why.QUORUM_LOST)))
                .contains(
                        "Shard 0 is not rebuilt: every other living node holds it already, or has no"
                                + " room for it.",
                        "Shard 1 is not rebuilt: without a majority it waits until a replica is"
                                + " back.");
    }

    @Test
    void whereNothingIsLostNothingIsSaidOfIt() {
        assertThat(rebuilding(noFiles()))
                .containsExactly("Shard 0 keeps 2 of 3 replicas: writes go on.");
    }
}
