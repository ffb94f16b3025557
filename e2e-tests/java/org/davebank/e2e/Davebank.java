package org.davebank.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static Path unpacked;

    /** What a command printed, on both streams, and how it ended. */
    public record Result(int exitCode, String output) {}

    private Davebank() {}

    /** Starts a command in the background. */
    public static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-jar", unpacked().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("DAVEBANK_HOME", HOME.toAbsolutePath().normalize().toString());
        builder.environment().put("DAVEBANK_TEST_SWITCHES", "1");
        return builder.start();
    }

    /** Runs a command to its end, which must come within three minutes. */
    public static Result run(String... arguments) {
        try {
            Path output = Files.createTempFile("davebank", ".out");
            try {
                Process process = start(output, arguments);
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
}
