package org.davebank.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Detects whether a data folder is a copy of one whose network runs on this machine. */
public final class CopiedFolder {

    private CopiedFolder() {}

    /** The folder of which this is a copy, if the network of that folder runs; else null. */
    public static @Nullable Path runningOriginal(Path data) throws IOException {
        for (String file : new String[] {AgentFile.FILE, HostAgent.NETWORK_FILE}) {
            Path original = original(data, data.resolve(file));
            if (original != null && runs(original)) {
                return original;
            }
        }
        return null;
    }

    private static @Nullable Path original(Path data, Path file) {
        try {
            FolderMark written = FolderMark.read(Json.readObject(Files.readString(file)));
            Path original = Path.of(written.path());
            return written.isOf(data) || Files.isSameFile(original, data) ? null : original;
        } catch (IOException | IllegalArgumentException e) {
            return null; // Missing, damaged, or of a deleted folder.
        }
    }

    private static boolean runs(Path data) throws IOException {
        return AgentClient.find(data) != null || !NodeProcesses.living(data).isEmpty();
    }
}
