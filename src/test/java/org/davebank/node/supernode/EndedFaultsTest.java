package org.davebank.node.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.directory.SystemCommand.PlanFault;
import org.davebank.node.wire.NodeReport;
import org.davebank.node.wire.SampleReports;
import org.junit.jupiter.api.Test;

class EndedFaultsTest {

    private static final long S = 1_000_000_000L;
    private static final PlanFault LOSS =
            new PlanFault("loss-1", "Worker1", "loss", "text", 1, 9, List.of());

    private final EndedFaults faults = new EndedFaults();

    private static NodeReport report(String name, String... active) {
        return SampleReports.withFaults(name, active);
    }

    private List<String> look(long atS, NodeReport... reports) {
        return faults.look(List.of(LOSS), List.of(reports), atS * S);
    }

    @Test
    void whatItsNodeHasIsNotOver() {
        for (int second = 0; second < 9; second++) {
            assertThat(look(second, report("Worker1", "loss-1"), report("Worker2"))).isEmpty();
        }
    }

    @Test
    void whatItsNodeDoesNotHaveForAWhileIsOver() {
        assertThat(look(0, report("Worker1"))).isEmpty();
        assertThat(look(2, report("Worker1"))).isEmpty();
        assertThat(look(3, report("Worker1"))).containsExactly("loss-1");
    }

    @Test
    void aReportOfBeforeTheFaultCameDoesNotEndIt() {
        assertThat(look(0, report("Worker1"))).isEmpty();
        assertThat(look(1, report("Worker1", "loss-1"))).isEmpty();
        assertThat(look(3, report("Worker1"))).isEmpty();
    }

    @Test
    void aNodeThatSaysNothingMayHaveItStill() {
        assertThat(look(0)).isEmpty();
        assertThat(look(9)).isEmpty();
    }
}
