package org.davebank.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.davebank.api.network.EventAnswer;
import org.junit.jupiter.api.Test;

class ElectionsTest {

    private static EventAnswer event(String second, String kind, String group) {
        String at = "2026-11-29T10:00:" + second + "Z";
        return new EventAnswer(at, "Worker1", kind, group, 2, 7, kind + " of " + group);
    }

    private static final long KILLED_MS = 1_795_946_401_000L;

    @Test
    void theFirstElectionOfEachShardAfterTheKillCounts() {
        List<EventAnswer> events =
                List.of(
                        event("00.900", "leader_elected", "shard 1"),
                        event("01.100", "election_started", "shard 1"),
                        event("02.500", "leader_elected", "shard 1"),
                        event("01.800", "leader_elected", "shard 1"),
                        event("01.700", "leader_elected", "shard 0"),
                        event("01.600", "supernode_elected", "system"));
        assertThat(Elections.elected(events, List.of(1), KILLED_MS))
                .isEqualTo(Map.of(1, KILLED_MS + 800));
        assertThat(Elections.elected(events, List.of(0, 1, 2), KILLED_MS)).containsOnlyKeys(0, 1);
    }
}
