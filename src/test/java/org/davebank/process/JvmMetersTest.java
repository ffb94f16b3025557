package org.davebank.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JvmMetersTest {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void theMetersAreMadeByTheFirstScrapeAndNotBefore() {
        new JvmMeters().bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
        registry.scrape();
        Set<Meter> made = metersApartFromCollections();
        assertThat(made).isNotEmpty();
        registry.scrape();
        assertThat(metersApartFromCollections()).isEqualTo(made);
    }

    /** Some of those about collections are made when the JVM first collects, at any moment. */
    private Set<Meter> metersApartFromCollections() {
        return registry.getMeters().stream()
                .filter(meter -> !meter.getId().getName().startsWith("jvm.gc."))
                .collect(Collectors.toSet());
    }

    @Test
    @Timeout(60)
    void aScrapeHasWhatTheDocumentListsAndNothingElse() {
        new JvmMeters().bindTo(registry);
        TreeSet<String> documented = new TreeSet<>();
        documented.addAll(MetricsDocument.names("jvm_"));
        documented.addAll(MetricsDocument.names("process_"));
        documented.addAll(MetricsDocument.names("system_"));
        TreeSet<String> scraped = MetricsDocument.scraped(registry.scrape());
        while (!scraped.containsAll(MetricsDocument.names("jvm_gc_"))) {
            System.gc(); // What is known of pauses is known after the first.
            scraped = MetricsDocument.scraped(registry.scrape());
        }
        // Of collectors that pause nobody; servers do not use them.
        scraped.removeIf(name -> name.startsWith("jvm_gc_concurrent_phase_time"));
        assertThat(scraped).isEqualTo(documented);
    }
}
