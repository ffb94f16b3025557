package org.davebank.console.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.console.ViewTest;
import org.junit.jupiter.api.Test;

class ChaosViewTest extends ViewTest {

    @Test
    void withoutASelectionItSaysHowToBegin() {
        open("chaos");
        awaitText(
                NODE + " leads term", "Nothing selected", "Select a node to see what can be done");
        assertThat(buttons()).contains("Add a worker").doesNotContain("Kill −9");
    }

    @Test
    void whatIsSelectedInTheAddressSaysWhatFollowsFromItsLoss() {
        account("Ada Chaos");
        open("chaos?sel=" + NODE);
        awaitText(
                "supernode",
                "If it goes away:",
                "no other server node is alive to move to",
                "The system group keeps 0 of 1 voters");
    }
}
