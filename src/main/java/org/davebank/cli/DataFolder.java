package org.davebank.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --data}, and where things lie without it. */
final class DataFolder {

    /** Set by the launcher: the folder that it lies in. */
    private static final String HOME = "DAVEBANK_HOME";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data folder (default: .davebank beside the launcher)")
    private @Nullable Path folder;

    DataFolder() {}

    DataFolder(Path folder) {
        this.folder = folder;
    }

    /** Absolute, so that child processes mean the same one. */
    Path path() {
        Path chosen = folder == null ? home().resolve(".davebank") : folder;
        return chosen.toAbsolutePath().normalize();
    }

    /** Where the launcher lies, or the current folder when it was not used. */
    static Path home() {
        String home = System.getenv(HOME);
        return home == null ? Path.of("").toAbsolutePath() : Path.of(home);
    }

    /** For a command that a person can copy. */
    static String launcher() {
        return System.getenv(HOME) == null ? "java -jar davebank.jar" : "./davebank";
    }

    /** {@code --data DIR} for a command that a person can copy, empty for the default. */
    String option() {
        return folder == null ? "" : " --data " + folder;
    }
}
