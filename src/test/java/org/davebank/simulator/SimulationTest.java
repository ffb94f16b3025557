package org.davebank.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SimulationTest {

    /** How many seeds a test run takes; {@code simulate --seeds N} takes any number. */
    private static final int SEEDS = Integer.getInteger("davebank.seeds", 60);

    /** Seeds that once broke a rule; they stay for ever. */
    private static final long[] PAST_FAILURES = {12, 93, 136, 523};

    /** The same, of runs of four minutes. */
    private static final long[] PAST_FAILURES_OF_FOUR = {5034};

    private static SimulationReport run(long seed) {
        return Simulation.run(SimulationSettings.ofSeed(seed, 1));
    }

    @TestFactory
    Stream<DynamicTest> seedsPassAndCount() {
        LongStream seeds =
                LongStream.concat(LongStream.of(PAST_FAILURES), LongStream.rangeClosed(1, SEEDS))
                        .distinct();
        // Runs share nothing, so that they may use all processors.
        List<SimulationReport> reports = seeds.parallel().mapToObj(SimulationTest::run).toList();
        DynamicTest replaced =
                DynamicTest.dynamicTest(
                        "voters that are dead for good are replaced in some of them",
                        () -> assertTrue(reports.stream().anyMatch(each -> each.replaced() > 0)));
        return Stream.concat(
                Stream.of(replaced),
                reports.stream()
                        .map(report ->
                                DynamicTest.dynamicTest(
                                        "seed " + report.settings().seed(),
                                        () -> assertTrue(report.counts(), report.toString()))));
    }

    @TestFactory
    Stream<DynamicTest> longerSeedsThatOnceFailedPass() {
        return LongStream.of(PAST_FAILURES_OF_FOUR)
                .mapToObj(seed ->
                        DynamicTest.dynamicTest(
                                "seed " + seed + " of four minutes",
                                () -> {
                                    SimulationReport report =
                                            Simulation.run(SimulationSettings.ofSeed(seed, 4));
                                    assertTrue(report.counts(), report.toString());
                                }));
    }

    @Test
    void theSameSeedTwiceGivesTheSameRun() {
        assertEquals(run(5), run(5));
        assertNotEquals(run(5).traceHash(), run(6).traceHash());
    }

    @Test
    void aSealedRunIsAsDeterministic() {
        SimulationSettings sealed = new SimulationSettings(5, 1, 3, 0, 1, 3, false, true, true);
        assertEquals(Simulation.run(sealed), Simulation.run(sealed));
    }

    @Test
    void aCalmNetworkPassesAndDoesNotCount() {
        SimulationReport report =
                Simulation.run(new SimulationSettings(5, 1, 1, 0, 1, 1, false, false, false));
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
    void theCommandReplaysTheSettings() {
        assertEquals(
                "davebank simulate --seed 19 --minutes 2 --servers 3 --workers 2 --shards 4"
                        + " --replicas 3 --grown --no-sealed",
                new SimulationSettings(19, 2, 3, 2, 4, 3, true, true, false).command());
    }
}
