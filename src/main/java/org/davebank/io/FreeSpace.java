package org.davebank.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room a folder's disk has left. Measured by one thread, read by any. */
final class FreeSpace {

    /** How often the room is measured. */
    static final long INTERVAL_MS = 1_000;

    private final Path folder;
    private volatile long bytes = Long.MAX_VALUE;
    private long measuredNs;

    FreeSpace(Path folder) {
        this.folder = folder;
    }

    /** As it was measured last. */
    long bytes() {
        return bytes;
    }

    boolean isDue() {
        return System.nanoTime() - measuredNs >= INTERVAL_MS * 1_000_000;
    }

    void measure() {
        measuredNs = System.nanoTime();
        try {
            bytes = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // The last figure stands; a disk that fails is noticed by what is written to it.
        }
    }
}
