package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.davebank.service.network.NetworkSnapshot.Process;
import org.davebank.service.network.NetworkSnapshot.Reach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {

    @ParameterizedTest
    @CsvSource({
        "RUNNING, ALIVE, false, ALIVE",
        "RUNNING, ALIVE, true, ALIVE",
        "RUNNING, SUSPECT, false, SUSPECT",
        // The process runs: whatever membership believes, it is not dead.
        "RUNNING, LOST, true, UNREACHABLE",
        "RUNNING, LOST, false, UNREACHABLE",
        "RUNNING, UNKNOWN, false, UNREACHABLE",
        "RUNNING, LEFT, false, LEFT",
        "PAUSED, ALIVE, false, PAUSED",
        "PAUSED, LOST, true, PAUSED",
        "STARTING, LOST, false, STARTING",
        "STARTING, ALIVE, false, ALIVE",
        "STOPPED, LEFT, false, STOPPED",
        // The agent sees the end of a process before membership does.
        "DEAD, ALIVE, false, DEAD",
        "DEAD, LOST, true, DEAD",
        // Nobody sees the process: then membership decides, but for those that we cut off.
        "UNKNOWN, ALIVE, false, ALIVE",
        "UNKNOWN, SUSPECT, true, SUSPECT",
        "UNKNOWN, LOST, false, DEAD",
        "UNKNOWN, LOST, true, UNREACHABLE",
        "UNKNOWN, LEFT, false, LEFT",
    })
    void theStateFollowsFromWhoKnowsWhat(
            Process process, Reach reach, boolean cutOff, NodeState state) {
        assertThat(Condition.of(process, reach, cutOff, false)).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"RUNNING, ALIVE, CLOCK_SKEW", "RUNNING, SUSPECT, SUSPECT", "DEAD, ALIVE, DEAD"})
    void aWrongClockIsNamedOnlyOfANodeThatAnswers(Process process, Reach reach, NodeState state) {
        assertThat(Condition.of(process, reach, false, true)).isEqualTo(state);
    }
}
