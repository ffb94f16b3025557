package org.davebank.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The free space of a folder's disk. Measured by one thread, read by any. */
final class FreeSpace {

    /** Interval between measurements. */
    static final long INTERVAL_MS = 1_000;

    private final Path folder;
    private volatile long bytes = Long.MAX_VALUE;
    private long measuredNs;

    FreeSpace(Path folder) {
        this.folder = folder;
    }

    /** The last measured value. */
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
            // Keeps the last value; writes will detect a failing disk.
        }
    }
}
