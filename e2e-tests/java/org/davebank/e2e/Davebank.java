package org.davebank.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * The packaged program as a person runs it. Unpacked once, beside the copy that the launcher keeps,
 * because the launcher waits for the very build that these tests are a part of.
 */
public final class Davebank {

    private static final Path HOME = Path.of(System.getProperty("davebank.home", "."));
    private static final Path JAR =
            Path.of(System.getProperty("davebank.jar", "target/davebank.jar"));

    /** What the JVM has learnt about starting each kind of process, where agents look for it. */
    private static final String SERVER_CACHE = "server.aot";

    private static final String WORKER_CACHE = "worker.aot";
    private static final String COMMAND_CACHE = "command.aot";
    private static final String TRAINING_LOG = "train.log";
    private static final long TRAINING_S_MAX = 120;

    /** More options for the JVMs of nodes; without the second compiler they start in half the time. */
    static final String JVM_OPTIONS = "DAVEBANK_JVM_OPTIONS";

    /** Nor do they compile at once what the training found hot, or move what it has loaded. */
    private static final List<String> QUICK_START =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-AOTReplayTraining",
                    "-XX:ArchiveRelocationMode=0");

    private static Path unpacked;

    /** What a command printed, on both streams, and how it ended. */
    public record Result(int exitCode, String output) {}

    private Davebank() {}

    /**
     * Starts a command in the background.
     *
     * @param inside a command that runs what comes after it, such as {@code ip netns exec NAME}, or
     *     nothing
     */
    static Process start(List<String> inside, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(inside);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(QUICK_START);
        Path cache =
                unpacked()
                        .resolveSibling(
                                switch (arguments[0]) {
                                    case "server" -> SERVER_CACHE;
                                    case "client" -> WORKER_CACHE;
                                    default -> COMMAND_CACHE;
                                });
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-jar", unpacked().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("DAVEBANK_HOME", HOME.toAbsolutePath().normalize().toString());
        builder.environment().put("DAVEBANK_TEST_SWITCHES", "1");
        builder.environment().put(JVM_OPTIONS, String.join(" ", QUICK_START));
        return builder.start();
    }

    /** The same to its end, which must come within three minutes. */
    static Result run(List<String> inside, String... arguments) {
        try {
            Path output = Files.createTempFile("davebank", ".out");
            try {
                Process process = start(inside, output, arguments);
                if (!process.waitFor(3, TimeUnit.MINUTES)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(
                            List.of(arguments) + " has not ended: " + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * Puts a launcher named {@code davebank} into a folder, which becomes its home as that of the
     * project is the real launcher's. A network that it starts takes free ports.
     */
    public static void putLauncher(Path folder) throws IOException {
        Path app = unpacked().getParent();
        Path launcher = folder.resolve("davebank");
        String quickStart = String.join(" ", QUICK_START);
        Files.writeString(
                launcher,
                """
                #!/bin/sh
                cache=%s
                case ${1:-} in
                server) cache=%s ;;
                client) cache=%s ;;
                up) set -- "$@" --port 0 --http 0 ;;
                esac
                cache="%s/$cache"
                [ -f "$cache" ] || cache=
                DAVEBANK_HOME="%s" %s="%s" exec "%s" -XX:+UseSerialGC %s \\
                    ${cache:+"-XX:AOTCache=$cache"} -jar "%s" "$@"
                """
                        .formatted(
                                COMMAND_CACHE,
                                SERVER_CACHE,
                                WORKER_CACHE,
                                app,
                                folder,
                                JVM_OPTIONS,
                                quickStart,
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                quickStart,
                                unpacked()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    private static synchronized Path unpacked() throws IOException {
        String given = System.getProperty("davebank.app");
        if (given != null) {
            return Path.of(given).toAbsolutePath(); // Unpacked and trained already.
        }
        if (unpacked == null) {
            CRC32C crc = new CRC32C();
            crc.update(Files.readAllBytes(JAR));
            Path folder =
                    Browser.output()
                            .toAbsolutePath()
                            .resolveSibling("e2e-app")
                            .resolve(Long.toHexString(crc.getValue()));
            if (!Files.exists(folder.resolve("davebank.jar"))) {
                unpack(folder);
            }
            if (!Files.exists(folder.resolve(TRAINING_LOG))) {
                train(folder);
            }
            unpacked = folder.resolve("davebank.jar");
        }
        return unpacked;
    }

    private static void unpack(Path folder) throws IOException {
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djarmode=tools",
                                "-jar",
                                JAR.toString(),
                                "extract",
                                "--destination",
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (tool.waitFor() != 0) {
                throw new IOException("the jar was not unpacked: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets the JVM learn once what nodes and commands load, as the launcher does: they then start in
     * half the time.
     */
    private static void train(Path folder) throws IOException {
        Path caches = Files.createDirectories(folder.resolve("caches"));
        Process trainee =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx192m",
                                "-XX:AOTCacheOutput=" + caches.resolve(SERVER_CACHE),
                                "-jar",
                                folder.resolve("davebank.jar").toString(),
                                "train",
                                "--data",
                                Files.createDirectories(folder.resolve("training")).toString(),
                                "--caches",
                                caches.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(TRAINING_LOG).toFile())
                        .start();
        try {
            boolean ended = trainee.waitFor(TRAINING_S_MAX, TimeUnit.SECONDS);
            if (!ended || trainee.exitValue() != 0) {
                throw new IOException("the training failed: " + folder.resolve(TRAINING_LOG));
            }
            boolean left =
                    ProcessHandle.allProcesses()
                            .map(process -> process.info().commandLine().orElse(""))
                            .anyMatch(line -> line.contains(folder.resolve("training").toString()));
            if (left) {
                throw new IOException("the training has left a process behind");
            }
            for (String cache : List.of(WORKER_CACHE, COMMAND_CACHE, SERVER_CACHE)) {
                Files.move(caches.resolve(cache), folder.resolve(cache));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            trainee.descendants().forEach(ProcessHandle::destroyForcibly); // Its worker.
            trainee.destroyForcibly();
        }
    }
}
