package org.davebank.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.davebank.node.port.Disk;
import org.jspecify.annotations.Nullable;

/** A synchronous disk for a folder on which no node runs. Not thread-safe. */
public final class OfflineDisk implements AutoCloseable {

    /** A report of the disk's thread: a finished ticket, or why the disk has failed. */
    private sealed interface News {
        record Synced(long ticket) implements News {}

        record Failed(String why) implements News {}
    }

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final FileDisk disk;
    private volatile @Nullable String failure;

    /** Opens the folder, creates it if it does not exist. */
    public OfflineDisk(Path folder) throws IOException {
        this.disk =
                FileDisk.open(
                        folder,
                        new FileDisk.Completions() {
                            @Override
                            public void synced(long ticket) {
                                news.add(new News.Synced(ticket));
                            }

                            @Override
                            public void read(long ticket, byte @Nullable [] bytes) {}

                            @Override
                            public void failed(String why) {
                                failure = why;
                                news.add(new News.Failed(why));
                            }
                        });
    }

    public Disk disk() {
        return disk;
    }

    /**
     * Passes the tickets of finished syncs on until {@code enough}.
     *
     * @throws IOException when the disk has failed
     */
    public void await(LongConsumer synced, BooleanSupplier enough) throws IOException {
        try {
            while (!enough.getAsBoolean()) {
                switch (news.take()) {
                    case News.Synced done -> synced.accept(done.ticket());
                    case News.Failed failed -> throw new IOException(failed.why());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Throws IOException if the disk has failed, so that the caller stops early. */
    public void check() throws IOException {
        String why = failure;
        if (why != null) {
            throw new IOException(why);
        }
    }

    @Override
    public void close() {
        disk.close();
    }
}
