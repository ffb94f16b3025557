package org.davebank.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's meters of the JVM and the processor. They open JMX, which costs a second of processor
 * time: so they are made when the first scrape asks, and not at the start of every server. The first
 * scrape may come before them.
 */
final class JvmMeters implements MultiCollector, MeterBinder {

    private final AtomicReference<@Nullable MeterRegistry> waiting = new AtomicReference<>();

    @Override
    public void bindTo(MeterRegistry registry) {
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            waiting.set(registry);
            prometheus.getPrometheusRegistry().register(this);
        }
    }

    /** Has nothing of its own to show: it notices the first scrape. */
    @Override
    public MetricSnapshots collect() {
        MeterRegistry registry = waiting.getAndSet(null);
        if (registry != null) {
            // The listeners that they register last as long as the process.
            List.of(
                            new JvmMemoryMetrics(),
                            new JvmGcMetrics(),
                            new JvmThreadMetrics(),
                            new ProcessorMetrics())
                    .forEach(each -> each.bindTo(registry));
        }
        return MetricSnapshots.of();
    }
}
