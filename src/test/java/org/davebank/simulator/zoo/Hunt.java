package org.davebank.simulator.zoo;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Plants one bug: compiles the changed sources, loads the bank with them, and runs seeds of the
 * simulator until one breaks a rule or time is over.
 */
final class Hunt {

    private static final Path SOURCES = Path.of("src/main/java");

    /**
     * Which runs.
     *
     * @param threads runs side by side
     * @param secondsMax after which a run that is not over finds nothing
     */
    record Bounds(long firstSeed, int seeds, int minutes, int threads, long secondsMax) {}

    /**
     * What a hunt came to.
     *
     * @param seed that failed, or null when none did
     * @param rule what the simulator said of it, or why there was none
     * @param seeds that were run
     */
    record Catch(
            PlantedBug bug,
            @Nullable Long seed,
            int minutes,
            String rule,
            int seeds,
            double seconds) {

        boolean found() {
            return seed != null;
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-44s %6s %5d seeds of %2d min %7.1f s  %s",
                    bug.name(),
                    seed == null ? "none" : seed,
                    seeds,
                    minutes,
                    seconds,
                    rule.length() <= 160 ? rule : rule.substring(0, 160));
        }
    }

    private Hunt() {}

    private record Source(String file, String text) {}

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(Source source) {
            super(URI.create("string:///" + source.file), Kind.SOURCE);
            this.text = source.text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /**
     * Compiles the changed sources.
     *
     * @throws IllegalArgumentException with what the compiler said
     */
    static void compile(PlantedBug bug, Path into) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<Text> sources = new ArrayList<>();
        bug.planted(SOURCES).forEach((file, text) -> sources.add(new Text(new Source(file, text))));
        StringWriter said = new StringWriter();
        List<String> options =
                List.of(
                        "-nowarn",
                        "-proc:none",
                        "-implicit:none",
                        "-classpath",
                        PlantedClasses.classpath(),
                        "-d",
                        into.toString());
        if (!compiler.getTask(said, null, null, options, null, sources).call()) {
            throw new IllegalArgumentException(
                    "The planted bug " + bug.name() + " does not compile: " + said);
        }
    }

    /** Plants the bug and looks for it. */
    static Catch run(PlantedBug bug, Bounds bounds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("davebank-zoo-");
        try {
            compile(bug, folder);
            try (PlantedClasses planted = new PlantedClasses(folder)) {
                return simulate(bug, bounds, planted);
            }
        } finally {
            remove(folder);
        }
    }

    private static Catch simulate(PlantedBug bug, Bounds bounds, PlantedClasses planted)
            throws InterruptedException {
        long beganNs = System.nanoTime();
        long endNs = beganNs + TimeUnit.SECONDS.toNanos(bounds.secondsMax);
        // Daemons, because a bug may keep one of them busy for ever.
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        bounds.threads, Thread.ofPlatform().daemon().factory());
        try {
            List<Future<String>> runs = new ArrayList<>();
            for (int i = 0; i < bounds.seeds; i++) {
                long seed = bounds.firstSeed + i;
                runs.add(pool.submit(() -> planted.violation(seed, bounds.minutes, bug.rules())));
            }
            for (int i = 0; i < runs.size(); i++) {
                String violation = runs.get(i).get(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (!violation.isEmpty()) {
                    return caught(bug, bounds, bounds.firstSeed + i, violation, i + 1, beganNs);
                }
            }
            return caught(bug, bounds, null, "no seed fails", runs.size(), beganNs);
        } catch (TimeoutException e) {
            return caught(bug, bounds, null, "no time left", 0, beganNs);
        } catch (ExecutionException e) {
            return caught(bug, bounds, null, String.valueOf(e.getCause()), 0, beganNs);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Catch caught(
            PlantedBug bug,
            Bounds bounds,
            @Nullable Long seed,
            String rule,
            int seeds,
            long beganNs) {
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        return new Catch(bug, seed, bounds.minutes, rule, seeds, seconds);
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
