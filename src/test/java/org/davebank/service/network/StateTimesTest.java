package org.davebank.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.service.network.NetworkSnapshot.NodeState;
import org.junit.jupiter.api.Test;

class StateTimesTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private final StateTimes times = new StateTimes();

    @Test
    void aNodeThatIsRevivedHasNotBeenStartingSinceItDied() {
        assertThat(times.sinceMs("Worker1", NodeState.DEAD, 80_000, 0)).isEqualTo(80_000);
        // Membership still believes what it believed while the node was dead.
        assertThat(times.sinceMs("Worker1", NodeState.STARTING, 84_000, 4 * SECOND_NS)).isZero();
        assertThat(times.sinceMs("Worker1", NodeState.STARTING, 85_000, 5 * SECOND_NS))
                .isEqualTo(1_000);
        assertThat(times.sinceMs("Worker1", NodeState.ALIVE, 100, 6 * SECOND_NS)).isZero();
    }

    @Test
    void whatWasThereBeforeIsAsOldAsMembershipSays() {
        assertThat(times.sinceMs("Worker1", NodeState.ALIVE, 3_000, 0)).isEqualTo(3_000);
        assertThat(times.sinceMs("Worker1", NodeState.ALIVE, 4_000, SECOND_NS)).isEqualTo(4_000);
    }

    @Test
    void aNodeThatMembershipDoesNotKnowIsTimedFromTheFirstLook() {
        assertThat(times.sinceMs("Worker1", NodeState.STARTING, 0, 0)).isZero();
        assertThat(times.sinceMs("Worker1", NodeState.STARTING, 0, SECOND_NS)).isEqualTo(1_000);
    }
}
