package org.davebank.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.davebank.service.network.NetworkSnapshot;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final NetworkSnapshot NOW = new Snapshots().take();

    private final Changes changes = new Changes();

    @Test
    void aPageThatReadBeforeTheFirstSnapshotReadsAgain() {
        assertThat(changes.since(NOW)).isTrue();
        changes.done();
        assertThat(changes.since(NOW)).isFalse();
    }

    @Test
    void nothingIsReadWhileAReadIsUnderWay() {
        assertThat(changes.since(NOW)).isTrue();
        assertThat(changes.since(NOW)).isFalse();
    }
}
