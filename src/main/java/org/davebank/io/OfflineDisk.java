package org.davebank.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.davebank.node.port.Disk;
import org.jspecify.annotations.Nullable;

/**
 * A folder's disk for work while no node runs on it: somebody asks, and waits until it is done. For
 * one thread.
 */
public final class OfflineDisk implements AutoCloseable {

    /** What the disk's thread says: a ticket, or why it has failed. */
    private sealed interface News {
        record Synced(long ticket) implements News {}

        record Failed(String why) implements News {}
    }

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final FileDisk disk;
    private volatile @Nullable String failure;

    /** Opens the folder, which is made if it does not exist. */
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
     * Hands on the tickets of finished syncs until that is enough.
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

    /** Throws IOException when the disk has failed, so that nobody goes on for nothing. */
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
