package org.davebank.simulator.zoo;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The simulator finds the planted bugs.
 *
 * <p>Usually a bug is planted for the one run that is known to find it. {@code ./davebank test zoo}
 * sets {@code davebank.zoo.seeds}: then every bug is looked for from seed 1 on, and the table says
 * which seed found it. {@code ./davebank zoo} sets {@code davebank.zoo.page}: then all known runs are made,
 * however long they take, and the page is written.
 */
@Tag("zoo") // A JVM of its own, see pom.xml.
class ZooTest {

    private static final Path BUGS = Path.of("src/test/resources/zoo");

    /** Seeds for each bug, or 0 to run only what is known to find it. */
    private static final int SEEDS = Integer.getInteger("davebank.zoo.seeds", 0);

    private static final int MINUTES = Integer.getInteger("davebank.zoo.minutes", 4);

    /** Only bugs whose name holds this text. */
    private static final String ONLY = System.getProperty("davebank.zoo.only", "");

    /** The page that shall be written, or empty. */
    private static final String PAGE = System.getProperty("davebank.zoo.page", "");

    private static final long HUNT_SECONDS_MAX = 3_600;
    private static final long KNOWN_SECONDS_MAX = 600;

    private static List<PlantedBug> bugs() throws IOException {
        return PlantedBug.all(BUGS).stream().filter(each -> each.name().contains(ONLY)).toList();
    }

    @TestFactory
    Stream<DynamicTest> everyBugStillApplies() throws IOException {
        return bugs().stream()
                .map(bug ->
                        DynamicTest.dynamicTest(
                                bug.name(), () -> bug.planted(Path.of("src/main/java"))));
    }

    @Test
    void everyRuleOfTheProtocolIsLeftOutByABugOrTheListSaysWhyNot() throws IOException {
        List<PlantedBug> all = PlantedBug.all(BUGS);
        List<String> planted = all.stream().map(PlantedBug::rule).filter(Objects::nonNull).toList();
        List<String> names = ProtocolRule.all().stream().map(ProtocolRule::name).toList();
        assertTrue(names.containsAll(planted), "a bug names no rule of the list: " + planted);
        for (ProtocolRule rule : ProtocolRule.all()) {
            assertTrue(planted.contains(rule.name()) == rule.why().isEmpty(), rule.name());
        }
    }

    @TestFactory
    Stream<DynamicTest> theSimulatorFinds() throws IOException, InterruptedException {
        return SEEDS > 0 ? allSeeds() : knownSeeds();
    }

    private static Stream<DynamicTest> allSeeds() throws IOException, InterruptedException {
        List<DynamicTest> tests = new ArrayList<>();
        int width = Runtime.getRuntime().availableProcessors();
        for (PlantedBug bug : bugs()) {
            Hunt.Catch caught =
                    Hunt.run(bug, new Hunt.Bounds(1, SEEDS, MINUTES, width, HUNT_SECONDS_MAX));
            System.out.println(caught.line());
            tests.add(found(caught));
        }
        return tests.stream();
    }

    private static DynamicTest found(Hunt.Catch caught) {
        return DynamicTest.dynamicTest(
                caught.bug().name(), () -> assertTrue(caught.found(), caught.line()));
    }

    /** As many hunts side by side as there are processors. */
    private static Stream<DynamicTest> knownSeeds() throws IOException, InterruptedException {
        List<PlantedBug> known = bugs().stream().filter(each -> each.known() != null).toList();
        List<Future<Hunt.Catch>> hunts = new ArrayList<>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            known.forEach(bug -> hunts.add(pool.submit(() -> hunt(bug))));
        }
        Stream<DynamicTest> tests =
                Stream.iterate(0, i -> i < known.size(), i -> i + 1)
                        .map(i ->
                                DynamicTest.dynamicTest(
                                        known.get(i).name(), () -> assertFound(hunts.get(i))));
        return PAGE.isEmpty()
                ? tests
                : Stream.concat(
                        tests, Stream.of(DynamicTest.dynamicTest("page", () -> page(hunts))));
    }

    private static void page(List<Future<Hunt.Catch>> hunts)
            throws ExecutionException, InterruptedException, IOException {
        List<Hunt.Catch> caught = new ArrayList<>();
        for (Future<Hunt.Catch> each : hunts) {
            caught.add(each.get());
        }
        ZooPage.write(
                Path.of(PAGE),
                caught,
                bugs().stream().filter(each -> each.known() == null).toList());
    }

    private static Hunt.Catch hunt(PlantedBug bug) throws IOException, InterruptedException {
        PlantedBug.Known known = Objects.requireNonNull(bug.known());
        return Hunt.run(
                bug, new Hunt.Bounds(known.seed(), 1, known.minutes(), 1, KNOWN_SECONDS_MAX));
    }

    private static void assertFound(Future<Hunt.Catch> hunt)
            throws ExecutionException, InterruptedException {
        Hunt.Catch caught = hunt.get();
        assertTrue(caught.found(), caught.line());
    }

    @Test
    void aBugThatNoLongerAppliesIsSaidInASentence() {
        PlantedBug bug =
                PlantedBug.parse(
                        "gone",
                        """
                        title: a
                        breaks: b
                        seen: c
                        seed: 7 minutes: 2
                        file: org/davebank/raft/Leader.java
                        --- replace
                        no such text
                        --- with
                        """);
        IllegalArgumentException told =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> bug.planted(Path.of("src/main/java")));
        assertTrue(
                String.valueOf(told.getMessage())
                        .startsWith("The planted bug gone replaces what org/davebank/raft/Leader"));
    }
}
