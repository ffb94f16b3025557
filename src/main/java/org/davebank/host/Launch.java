package org.davebank.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How this program is started again as another process.
 *
 * @param java the program that runs it
 * @param entry what comes after the JVM's options and before the command
 * @param serverCache classes prepared for a server by an earlier run, used if the file exists
 */
public record Launch(Path java, List<String> entry, Path serverCache) {

    public Launch {
        entry = List.copyOf(entry);
    }

    /** As this process was started. */
    public static Launch ofThisProcess(String mainClass) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = System.getProperty("java.class.path");
        boolean jar = classes.endsWith(".jar") && !classes.contains(File.pathSeparator);
        if (!jar) {
            return new Launch(java, List.of("-cp", classes, mainClass), Path.of("server.aot"));
        }
        Path file = Path.of(classes).toAbsolutePath();
        return new Launch(
                java, List.of("-jar", file.toString()), file.resolveSibling("server.aot"));
    }

    /** The command line of a node's process. */
    List<String> node(NodeRole role, List<String> arguments) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "-XX:+UseSerialGC",
                                "-Xss512k",
                                "-XX:+ExitOnOutOfMemoryError",
                                // Threads keep their buffers for files and sockets; small ones do.
                                "-Djdk.nio.maxCachedBufferSize=1048576"));
        switch (role) {
            case WORKER -> options.addAll(List.of("-Xmx64m", "-XX:ReservedCodeCacheSize=48m"));
            case SERVER -> {
                options.addAll(List.of("-Xmx192m", "-XX:ReservedCodeCacheSize=96m"));
                if (Files.exists(serverCache)) {
                    options.add("-XX:AOTCache=" + serverCache);
                }
            }
        }
        return command(options, arguments);
    }

    /** The command line of a small helper process: an agent. */
    List<String> agent(List<String> arguments) {
        return command(
                List.of("-XX:+UseSerialGC", "-Xmx32m", "-Xss512k", "-XX:TieredStopAtLevel=1"),
                arguments);
    }

    private List<String> command(List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(entry);
        command.addAll(arguments);
        return command;
    }
}
