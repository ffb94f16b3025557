package org.davebank.simulator.zoo;

import java.io.BufferedReader;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Plants one bug: compiles the changed sources in front of the present classes and runs seeds of the
 * simulator in a process of its own, until one fails or time is over.
 */
final class Hunt {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern SEED = Pattern.compile("\"seed\":(\\d+),\"verdict\":\"(\\w+)\"");
    private static final Pattern RULE = Pattern.compile("\"violation\":\"(.*)\",\"replay\"");

    /**
     * Which runs.
     *
     * @param secondsMax then the process is ended
     */
    record Bounds(long firstSeed, int seeds, int minutes, int threads, long secondsMax) {}

    /**
     * What a hunt came to.
     *
     * @param seed that failed, or null when none did
     * @param rule what the simulator said of it, or why there was none
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
                        property("java.class.path"),
                        "-d",
                        into.toString());
        if (!compiler.getTask(said, null, null, options, null, sources).call()) {
            throw new IllegalArgumentException(
                    "The planted bug " + bug.name() + " does not compile: " + said);
        }
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }

    /** Plants the bug and looks for it. */
    static Catch run(PlantedBug bug, Bounds bounds) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("davebank-zoo-");
        try {
            compile(bug, folder);
            return simulate(bug, bounds, folder);
        } finally {
            remove(folder);
        }
    }

    private static Catch simulate(PlantedBug bug, Bounds bounds, Path folder)
            throws IOException, InterruptedException {
        long beganNs = System.nanoTime();
        Process child =
                new ProcessBuilder(
                                Path.of(property("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=" + (bounds.seeds > 1 ? 4 : 1),
                                "-cp",
                                folder + ":" + property("java.class.path"),
                                "org.davebank.cli.Main",
                                "simulate",
                                "--rules=" + bug.rules(),
                                "--json",
                                "--stop-at-failure",
                                "--seed=" + bounds.firstSeed,
                                "--seeds=" + bounds.seeds,
                                "--minutes=" + bounds.minutes,
                                "--threads=" + bounds.threads)
                        .redirectErrorStream(true)
                        .start();
        Thread watch =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                if (!child.waitFor(bounds.secondsMax, TimeUnit.SECONDS)) {
                                    child.destroyForcibly();
                                }
                            } catch (InterruptedException e) {
                                child.destroyForcibly();
                            }
                        });
        int seeds = 0;
        String rule = "";
        Long failed = null;
        try (BufferedReader lines = child.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher seed = SEED.matcher(line);
                if (!seed.find()) {
                    rule = failed == null ? line : rule;
                    continue;
                }
                seeds++;
                Matcher violation = RULE.matcher(line);
                if (failed == null && seed.group(2).equals("VIOLATED") && violation.find()) {
                    failed = Long.valueOf(seed.group(1));
                    rule = violation.group(1);
                }
            }
        }
        watch.join();
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        if (failed == null && rule.isEmpty()) {
            rule = seconds >= bounds.secondsMax ? "no time left" : "no seed fails";
        }
        return new Catch(bug, failed, bounds.minutes, rule, seeds, seconds);
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
