package org.davebank.console.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.console.ViewTest;
import org.junit.jupiter.api.Test;

class NodeViewsTest extends ViewTest {

    @Test
    void theTableOfNodesSaysWhoLeadsWhat() {
        account("Ada Nodes"); // So the shards have a leader.
        open("nodes");
        awaitText(NODE, "supernode · term", "0 (leads), 1 (leads)");
    }

    @Test
    void thePageOfANodeShowsItsReplicasAndItsLog() {
        account("Ben Nodes");
        open("nodes/" + NODE);
        awaitText(NODE, "Incarnation", "system group", "shard 0", "shard 1", "leader");
        awaitText("node-started");
    }

    @Test
    void aNodeThatNobodyKnowsHasNoFacts() {
        open("nodes/Nobody9");
        awaitText("No node called Nobody9 is known here.");
        assertThat(text()).doesNotContain("Incarnation");
    }
}
