package org.davebank.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import org.davebank.host.FolderClone;
import org.davebank.process.NodeProcess;
import picocli.CommandLine.Option;

/** The option {@code --clone}: turns a copied folder into a separate network before it starts. */
final class CloneOption {

    private static final long SILENCE_NS_MAX = 2_000_000_000L;

    @Option(
            names = "--clone",
            description =
                    "makes a new network of a copied data folder before it is started: new key,"
                            + " token, password and ids, the same books")
    private boolean asked;

    private long saidNs;

    boolean isAsked() {
        return asked;
    }

    /** Makes the clone if requested; otherwise rejects a folder with an unfinished one. */
    void prepare(Path folder) throws IOException {
        if (!asked) {
            FolderClone.refuseHalf(folder);
            return;
        }
        saidNs = System.nanoTime();
        int nodes = FolderClone.make(folder, NodeProcess.JOURNAL_SEGMENT_BYTES, this::say);
        System.out.println(
                "The "
                        + nodes
                        + " nodes in "
                        + folder
                        + " are a network of their own now: its key,"
                        + " token, password and ids are new, its books are those of the copy.");
    }

    private void say(long bytes, long bytesTotal) {
        if (System.nanoTime() - saidNs > SILENCE_NS_MAX) {
            saidNs = System.nanoTime();
            System.out.printf("  … cloned %d %%%n", 100 * bytes / bytesTotal);
        }
    }
}
