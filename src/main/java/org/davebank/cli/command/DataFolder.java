package org.davebank.cli.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.davebank.base.Shell;
import org.davebank.host.CopiedFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --data} and its default. */
public final class DataFolder {

    /** Set by the launcher: the launcher's folder. */
    private static final String HOME = "DAVEBANK_HOME";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data folder (default: .davebank next to the launcher)")
    private @Nullable Path folder;

    public DataFolder() {}

    public DataFolder(Path folder) {
        this.folder = folder;
    }

    /** Absolute, so that child processes use the same folder. */
    public Path path() {
        Path chosen = folder == null ? home().resolve(".davebank") : folder;
        return chosen.toAbsolutePath().normalize();
    }

    /**
     * The path for a command that acts on the folder's running network. Throws {@link Failure} for
     * a copy of a folder whose network runs: copies must not reach that network.
     */
    public Path original() {
        Path data = path();
        Path original;
        try {
            original = CopiedFolder.runningOriginal(data);
        } catch (IOException e) {
            throw new Failure(data + " cannot be read: " + e.getMessage());
        }
        if (original != null) {
            throw new Failure(
                    "nothing runs on "
                            + data
                            + ": it is a copy of "
                            + original
                            + ", whose network runs; "
                            + launcher()
                            + " up --clone --data "
                            + Shell.word(data.toString())
                            + " makes a new network of the copy");
        }
        return data;
    }

    /** The launcher's folder, or the current one if the launcher was not used. */
    public static Path home() {
        String home = System.getenv(HOME);
        return home == null ? Path.of("").toAbsolutePath() : Path.of(home);
    }

    /** The launcher as a word in commands that the user can copy. */
    public static String launcher() {
        String home = System.getenv(HOME);
        if (home == null) {
            String path = System.getProperty("java.class.path", "");
            boolean jar = path.endsWith(".jar") && !path.contains(File.pathSeparator);
            return "java -jar " + (jar ? Shell.word(path) : "davebank.jar");
        }
        boolean here = Path.of(home).equals(Path.of("").toAbsolutePath());
        return here ? "./davebank" : Shell.word(Path.of(home).resolve("davebank").toString());
    }

    /** {@code --data DIR} for a command that the user can copy, empty for the default. */
    public String option() {
        return folder == null ? "" : " --data " + Shell.word(folder.toString());
    }
}
