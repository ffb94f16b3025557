package org.davebank.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How to start this program as another process.
 *
 * @param java the Java executable
 * @param entry the arguments between the JVM's options and the command
 * @param caches the folder for class caches of an earlier run: one file per role of a node, and one
 *     for everything else
 */
public record Launch(Path java, List<String> entry, Path caches) {

    /** Holds more options for the JVM of each process that is started, separated by spaces. */
    private static final String JVM_OPTIONS = "DAVEBANK_JVM_OPTIONS";

    /** The kind of processes that are no nodes. */
    private static final String COMMAND = "command";

    /** The JVM options of a small helper process, and of a command. */
    private static final List<String> SMALL =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx32m",
                    "-Xss512k",
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr",
                    "-Xlog:aot*=off:stderr");

    public Launch {
        entry = List.copyOf(entry);
    }

    /** How this process was started. */
    public static Launch ofThisProcess(String mainClass) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = System.getProperty("java.class.path");
        String more = Objects.requireNonNullElse(System.getenv(JVM_OPTIONS), "");
        boolean jar = classes.endsWith(".jar") && !classes.contains(File.pathSeparator);
        if (!jar) {
            return new Launch(java, entry(more, "-cp", classes, mainClass), Path.of(""));
        }
        Path file = Path.of(classes).toAbsolutePath();
        return new Launch(java, entry(more, "-jar", file.toString()), file.resolveSibling(""));
    }

    /** Behind the options of a role, which these therefore overrule. */
    static List<String> entry(String jvmOptions, String... arguments) {
        return Stream.concat(Stream.of(jvmOptions.split(" ")), Stream.of(arguments))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The command line of a node's process. */
    List<String> node(NodeRole role, List<String> arguments) {
        return command(options(role), known(role.word()), arguments);
    }

    /** The command line of a worker that records what it loads, for later ones. */
    public List<String> trainingWorker(Path cache, List<String> arguments) {
        return command(options(NodeRole.WORKER), recorded(cache), arguments);
    }

    /** The command line of a short-lived command that records what it loads, for later ones. */
    public List<String> trainingCommand(Path cache, List<String> arguments) {
        return command(SMALL, recorded(cache), arguments);
    }

    private static List<String> recorded(Path cache) {
        return List.of("-XX:AOTCacheOutput=" + cache);
    }

    /** What an earlier process of this kind has loaded, if that was recorded. */
    private List<String> known(String kind) {
        Path cache = caches.resolve(kind + ".aot");
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    /** The JVM options in a role's file, which the launchers pass on unchanged. */
    static List<String> options(NodeRole role) {
        String name = role.word() + ".options";
        try (InputStream in = Launch.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the program cannot read itself", e);
        }
    }

    /** The command line of a small helper process: an agent. */
    List<String> agent(List<String> arguments) {
        return command(SMALL, known(COMMAND), arguments);
    }

    private List<String> command(List<String> options, List<String> cache, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(cache);
        command.addAll(entry);
        command.addAll(arguments);
        return command;
    }
}
