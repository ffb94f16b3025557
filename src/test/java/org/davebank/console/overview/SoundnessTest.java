package org.davebank.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.davebank.console.Snapshots;
import org.davebank.service.network.NetworkSnapshot;
import org.davebank.service.network.NetworkSnapshot.Health;
import org.junit.jupiter.api.Test;

/** Networks of two shards. */
class SoundnessTest {

    private static final Health SOUND = new Health(true, 1, List.of(), List.of());
    private static final Health WEAK = new Health(true, 0, List.of("Worker1"), List.of());
    private static final Health LOST = new Health(false, 0, List.of(), List.of());

    private static Soundness of(Health system, Health zero, Health one) {
        NetworkSnapshot snapshot = new Snapshots().with(system, zero, one).take();
        return Soundness.of(snapshot);
    }

    @Test
    void withNoShardAllWritesAreRefused() {
        assertThat(of(LOST, LOST, LOST).rest()).isEqualTo("all writes are refused now");
        assertThat(of(SOUND, LOST, LOST).rest()).isEqualTo("all writes are refused now");
    }

    @Test
    void withSomeShardsItSaysWhich() {
        assertThat(of(SOUND, SOUND, LOST).rest()).isEqualTo("1 of 2 shards refuse writes: 1");
    }

    @Test
    void whatSurvivesNothingNamesTheNodeThatWouldBeOneTooMany() {
        Soundness weak = of(SOUND, SOUND, WEAK);

        assertThat(weak.title()).isEqualTo("Not fault-tolerant");
        assertThat(weak.rest()).isEqualTo("one too many would be: Worker1");
    }

    @Test
    void aSoundNetworkSaysHowManyMoreMayFail() {
        Health two = new Health(true, 2, List.of(), List.of());

        assertThat(of(two, two, two).rest()).isEqualTo("any 2 more nodes may fail");
        assertThat(of(SOUND, two, two).rest()).isEqualTo("any one more node may fail");
        assertThat(of(LOST, SOUND, SOUND).rest()).startsWith("writes go on");
    }
}
