package org.davebank.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SimulationTest {

    /** How many seeds of a minute a test run takes; {@code simulate --seeds N} takes any number. */
    private static final int SHORT_SEEDS = Integer.getInteger("davebank.seeds", 30);

    /** Faults that need what others have done before show in longer runs alone. */
    private static final int LONG_SEEDS = 20;

    private static final int LONG_MINUTES = 4;
    private static final int LONGEST_SEEDS = 2;
    private static final int LONGEST_MINUTES = 15;

    /** A run of the simulator. */
    private record Length(long seed, int minutes) {}

    /** Seeds that once broke a rule; they stay for ever, whatever they contain by now. */
    private static final List<Length> PAST_FAILURES =
            List.of(
                    new Length(12, 1),
                    new Length(45, 1),
                    new Length(93, 1),
                    new Length(136, 1),
                    new Length(296, 1),
                    new Length(381, 1),
                    new Length(445, 1),
                    new Length(463, 1),
                    new Length(523, 1),
                    new Length(558, 1),
                    new Length(662, 1),
                    new Length(902, 1),
                    new Length(5012, LONG_MINUTES),
                    new Length(5034, LONG_MINUTES),
                    new Length(5060, LONG_MINUTES),
                    new Length(7066, LONG_MINUTES),
                    new Length(9302, LONGEST_MINUTES),
                    new Length(9303, LONGEST_MINUTES),
                    new Length(9309, LONGEST_MINUTES));

    private static SimulationReport run(long seed) {
        return run(new Length(seed, 1));
    }

    private static SimulationReport run(Length length) {
        return Simulation.run(SimulationSettings.ofSeed(length.seed, length.minutes), null);
    }

    /** The longest first, so that no processor waits for the last of them. */
    private static List<Length> lengths() {
        List<Length> all = new ArrayList<>(PAST_FAILURES);
        LongStream.rangeClosed(1, LONGEST_SEEDS)
                .forEach(seed -> all.add(new Length(seed, LONGEST_MINUTES)));
        LongStream.rangeClosed(1, LONG_SEEDS)
                .forEach(seed -> all.add(new Length(seed, LONG_MINUTES)));
        LongStream.rangeClosed(1, SHORT_SEEDS).forEach(seed -> all.add(new Length(seed, 1)));
        all.sort(Comparator.comparing(Length::minutes).reversed());
        return all.stream().distinct().toList();
    }

    /** Runs share nothing, so that they may use all processors. */
    private static List<SimulationReport> reports() throws Exception {
        int width = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(width)) {
            List<Future<SimulationReport>> runs = new ArrayList<>();
            lengths().forEach(length -> runs.add(pool.submit(() -> run(length))));
            List<SimulationReport> reports = new ArrayList<>();
            for (Future<SimulationReport> each : runs) {
                reports.add(each.get());
            }
            return reports;
        }
    }

    @TestFactory
    Stream<DynamicTest> seedsPassAndCount() throws Exception {
        List<SimulationReport> reports = reports();
        DynamicTest replaced =
                DynamicTest.dynamicTest(
                        "voters that are dead for good are replaced in some of them",
                        () -> assertTrue(reports.stream().anyMatch(each -> each.replaced() > 0)));
        return Stream.concat(
                Stream.of(replaced),
                reports.stream()
                        .map(report ->
                                DynamicTest.dynamicTest(
                                        report.settings().arguments(),
                                        () -> assertTrue(report.counts(), report.toString()))));
    }

    @Test
    void theSameSeedTwiceGivesTheSameRun() {
        assertEquals(run(5), run(5));
        assertNotEquals(run(5).traceHash(), run(6).traceHash());
    }

    @Test
    void aSealedRunIsAsDeterministic() {
        SimulationSettings sealed =
                new SimulationSettings(
                        5, 1, 3, 0, 1, 3, false, true, true, SimulationSettings.RULES_NEWEST);
        assertEquals(Simulation.run(sealed, null), Simulation.run(sealed, null));
    }

    @Test
    void aCalmNetworkPassesAndDoesNotCount() {
        SimulationReport report =
                Simulation.run(
                        new SimulationSettings(
                                5,
                                1,
                                1,
                                0,
                                1,
                                1,
                                false,
                                false,
                                false,
                                SimulationSettings.RULES_NEWEST),
                        null);
        assertTrue(report.passed(), report.toString());
        assertTrue(report.converged());
        assertFalse(report.counts());
        assertEquals(0, report.crashes());
    }

    @Test
    void aTraceTellsWhatHappened() {
        List<String> lines = new ArrayList<>();
        SimulationReport traced = Simulation.run(SimulationSettings.ofSeed(2, 1), lines::add);
        assertEquals(run(2), traced);
        assertTrue(lines.stream().anyMatch(line -> line.contains("loses its power")));
        assertTrue(lines.stream().anyMatch(line -> line.contains("is the supernode")));
    }

    @Test
    void theArgumentsReplayTheSettings() {
        assertEquals(
                "simulate --seed 19 --minutes 2 --servers 3 --workers 2 --shards 4"
                        + " --replicas 3 --grown --no-sealed",
                new SimulationSettings(
                                19,
                                2,
                                3,
                                2,
                                4,
                                3,
                                true,
                                true,
                                false,
                                SimulationSettings.RULES_NEWEST)
                        .arguments());
    }
}
