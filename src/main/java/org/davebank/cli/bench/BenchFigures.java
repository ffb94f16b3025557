package org.davebank.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The result of one level; latencies are those of whole requests. */
record BenchFigures(
        String variant,
        BenchLevel level,
        double perSecond,
        double p50Ms,
        double p99Ms,
        double cpuS,
        double seconds,
        long errors) {

    /** Computes the figures from request latencies in nanoseconds and the total duration. */
    static BenchFigures of(
            String variant,
            BenchLevel level,
            long deposits,
            Percentiles latenciesNs,
            double cpuS,
            double tookS,
            long errors) {
        return new BenchFigures(
                variant,
                level,
                deposits / tookS,
                latenciesNs.at(50) / 1e6,
                latenciesNs.at(99) / 1e6,
                cpuS,
                tookS,
                errors);
    }

    String line() {
        return String.join(
                "\t",
                "R",
                "davebank",
                variant,
                Integer.toString(level.inFlight()),
                Integer.toString(level.batch()),
                String.format(Locale.ROOT, "%.0f", perSecond),
                String.format(Locale.ROOT, "%.3f", p50Ms),
                String.format(Locale.ROOT, "%.3f", p99Ms),
                String.format(Locale.ROOT, "%.2f", cpuS),
                String.format(Locale.ROOT, "%.2f", seconds),
                Long.toString(errors));
    }

    /** The figures as fields for JSON. */
    Map<String, Object> fields() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("variant", variant);
        body.put("in_flight", level.inFlight());
        body.put("batch", level.batch());
        body.put("deposits_per_second", perSecond);
        body.put("p50_ms", p50Ms);
        body.put("p99_ms", p99Ms);
        body.put("cpu_s", cpuS);
        body.put("seconds", seconds);
        body.put("errors", errors);
        return body;
    }
}
