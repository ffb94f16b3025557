package org.davebank.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;

/**
 * {@code davebank_clock_skew_seconds{node=...}}: how far a node's wall clock is ahead of the median
 * of its voters, 0 while no deviation is known.
 */
final class ClockGauges implements MeterBinder {

    private static final double MS_PER_S = 1_000.0;

    private final NetworkService network;

    ClockGauges(NetworkService network) {
        this.network = network;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        MultiGauge skew =
                MultiGauge.builder("davebank.clock.skew")
                        .description("how far a node's wall clock is ahead of its voters' median")
                        .baseUnit("seconds")
                        .register(registry);
        // For the life of the process, like the registry.
        Runnable unused = network.subscribe(snapshot -> skew.register(rows(snapshot), true));
    }

    private static List<MultiGauge.Row<?>> rows(NetworkSnapshot snapshot) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (NetworkSnapshot.NodeRow node : snapshot.nodes()) {
            rows.add(MultiGauge.Row.of(Tags.of("node", node.name()), node.skewMs() / MS_PER_S));
        }
        return rows;
    }
}
