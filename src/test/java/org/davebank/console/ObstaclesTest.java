package org.davebank.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObstaclesTest {

    @Test
    void nothingStandsInTheWayOfAWholeNetwork() {
        assertThat(Obstacles.of(new Snapshots().take())).isEmpty();
    }

    @Test
    void shardsWithoutALeaderAreNamed() {
        assertThat(Obstacles.of(new Snapshots().leaderless(1).take()))
                .isEqualTo("Shard 1 has no leader.");
        assertThat(Obstacles.of(new Snapshots().leaderless(0, 1).take()))
                .isEqualTo("Shards 0 and 1 have no leader.");
        assertThat(Obstacles.of(new Snapshots().leaderless(1).take(), List.of(0))).isEmpty();
    }

    @Test
    void aListSaysWhichShardsItLacks() {
        assertThat(Obstacles.missing(new Snapshots().take(), "0:12,1:40")).isEmpty();
        assertThat(Obstacles.missing(new Snapshots().take(), "1:40"))
                .isEqualTo("No replica of shard 0 can be reached: its part is missing here.");
    }

    @Test
    void aPageThatWaitsSaysForWhatAndHowOldIsWhatItShows() {
        assertThat(Awaited.sentence("Shard 1 has no leader.", -1))
                .isEqualTo("Shard 1 has no leader. Waiting for an answer; nothing is known yet.");
        assertThat(Awaited.sentence("Shard 1 has no leader.", 14_300))
                .isEqualTo(
                        "Shard 1 has no leader. Waiting for an answer; this is what was known 14 s"
                                + " ago, as far as the reachable replicas know.");
        assertThat(Awaited.sentence("", -1))
                .startsWith("The bank is taking longer than usual to answer.");
    }
}
