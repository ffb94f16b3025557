package org.davebank.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.base.Spill;
import org.davebank.node.port.Disk;
import org.jspecify.annotations.Nullable;

/**
 * A node's folder. A dedicated thread executes queued operations in order.
 *
 * <p>All operations that wait form one batch: adjacent writes become one system call, and all
 * tickets of the batch share one sync per written file. The queue is bounded by {@link
 * #QUEUE_BYTES_MAX} and {@link #QUEUE_OPERATIONS_MAX}; a caller that exceeds them blocks. That is
 * the last resort: a node stops accepting requests long before.
 *
 * <p>The first error is final. Nothing is retried, because a sync may report success after a failed
 * one without having written anything ("fsyncgate"); operations queued later are not executed.
 *
 * <p>Methods of {@link Disk} are for one thread, the node's loop. {@link Completions} are called on
 * the disk's thread.
 */
public final class FileDisk implements Disk, AutoCloseable {

    public static final long QUEUE_BYTES_MAX = 64L << 20;
    public static final int QUEUE_OPERATIONS_MAX = 16_384;

    /** Name prefix of the folders with files that were set aside. */
    public static final String SET_ASIDE = "set-aside-";

    /** Callbacks, called on the disk's thread. */
    public interface Completions {

        /** Everything queued before the sync with this ticket is durable. */
        void synced(long ticket);

        /** A part of a file was read; null if the file does not exist or cannot be read. */
        void read(long ticket, byte @Nullable [] bytes);

        /** An operation failed; called at most once. */
        void failed(String why);
    }

    private final Path folder;
    private final String identity;
    private final FolderNames names;
    private final FreeSpace room;
    private final SpillFile spill;
    private final Completions completions;
    private final Thread thread;
    private final Object monitor = new Object();

    // Guarded by the monitor.
    private Deque<DiskOperation> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean closed;
    private long waits;
    private long syncs;
    private long syncNs;

    private final Longest longestSync = new Longest(System.nanoTime());

    /** Of the disk's thread alone. */
    private final FolderFiles files;

    private FileDisk(
            Path folder,
            String identity,
            SpillFile spill,
            Completions completions,
            String threadName) {
        this.folder = folder;
        this.identity = identity;
        this.names = new FolderNames(folder);
        this.room = new FreeSpace(folder);
        this.files = new FolderFiles(folder, names, room);
        this.spill = spill;
        this.completions = completions;
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
    }

    /** Opens the folder, creates it if it does not exist (mode 0700), and starts the thread. */
    public static FileDisk open(Path folder, Completions completions) throws IOException {
        PrivateFiles.makeFolder(folder);
        SpillFile spill = SpillFile.open(folder);
        Path place = folder.toRealPath();
        String identity = FolderIdentity.of(place);
        FileDisk disk =
                new FileDisk(place, identity, spill, completions, "disk-" + folder.getFileName());
        disk.room.measure();
        disk.thread.start();
        return disk;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public Spill spill() {
        spill.clear();
        return spill;
    }

    @Override
    public String setAside() {
        String name = SET_ASIDE + (setAsideCount() + 1);
        try (Stream<Path> all = Files.list(folder)) {
            Path aside = folder.resolve(name);
            PrivateFiles.makeFolder(aside);
            for (Path each : all.sorted().toList()) {
                String file = String.valueOf(each.getFileName());
                if (!FolderNames.isReserved(file)) {
                    Files.move(each, aside.resolve(file), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            PrivateFiles.syncFolder(aside);
            PrivateFiles.syncFolder(folder);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long roomBytes() {
        return room.bytes();
    }

    @Override
    public int setAsideCount() {
        int count = 0;
        while (Files.exists(folder.resolve(SET_ASIDE + (count + 1)))) {
            count++;
        }
        return count;
    }

    @Override
    public List<String> files() {
        try (Stream<Path> all = Files.walk(folder, FolderNames.SEGMENTS_MAX)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> FolderNames.isName(name) && !FolderNames.isReserved(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(String file) {
        try {
            return Files.readAllBytes(names.path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void preallocate(String file, long bytes) {
        names.path(file);
        enqueue(new DiskOperation.Preallocate(file, bytes));
    }

    @Override
    public void write(String file, long offset, byte[] bytes) {
        names.path(file);
        enqueue(new DiskOperation.Write(file, offset, bytes));
    }

    @Override
    public void include(String file) {
        names.path(file);
        enqueue(new DiskOperation.Include(file));
    }

    @Override
    public void rename(String from, String to) {
        names.path(from);
        names.path(to);
        enqueue(new DiskOperation.Rename(from, to));
    }

    @Override
    public void remove(String file) {
        names.path(file);
        enqueue(new DiskOperation.Remove(file));
    }

    @Override
    public void readPart(String file, long offset, int length, long ticket) {
        names.path(file);
        enqueue(new DiskOperation.ReadPart(file, offset, length, ticket));
    }

    @Override
    public void sync(long ticket) {
        enqueue(new DiskOperation.Sync(ticket));
    }

    /**
     * What the disk has counted since it was opened.
     *
     * @param queued operations that wait at the moment
     * @param waits how often a caller had to wait because the queue was full
     * @param syncs how often files and folders were synced, one for all that asked meanwhile
     * @param syncNs how long these syncs took in total
     * @param longestSyncNs the longest sync of about the last minute
     */
    record Stats(int queued, long waits, long syncs, long syncNs, long longestSyncNs) {}

    /** Any thread. */
    Stats stats() {
        synchronized (monitor) {
            return new Stats(queue.size(), waits, syncs, syncNs, longestSync.ns());
        }
    }

    /** Executes the queue, then ends the thread. Completions may be called until it returns. */
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        try {
            thread.join();
            spill.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Nothing of it was to last.
        }
    }

    private void enqueue(DiskOperation operation) {
        synchronized (monitor) {
            boolean waited = false;
            while (!closed
                    && (queue.size() >= QUEUE_OPERATIONS_MAX
                            || (queuedBytes > 0
                                    && queuedBytes + operation.bytes() > QUEUE_BYTES_MAX))) {
                waited = true;
                try {
                    monitor.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            waits += waited ? 1 : 0;
            if (closed) {
                return; // Dropped, because the process is ending or the disk has failed.
            }
            queue.addLast(operation);
            queuedBytes += operation.bytes();
            monitor.notifyAll();
        }
    }

    private void run() {
        try {
            Deque<DiskOperation> batch = nextBatch();
            while (batch != null) {
                execute(batch);
                if (room.isDue()) {
                    room.measure();
                    files.checkJournal();
                }
                batch = nextBatch();
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            files.close();
        }
    }

    /** The next batch: empty after an idle time, to measure the free space; null at the end. */
    private @Nullable Deque<DiskOperation> nextBatch() {
        synchronized (monitor) {
            if (queue.isEmpty() && !closed) {
                try {
                    monitor.wait(FreeSpace.INTERVAL_MS);
                } catch (InterruptedException e) {
                    closed = true;
                }
            }
            if (queue.isEmpty() && closed) {
                return null;
            }
            Deque<DiskOperation> batch = queue;
            queue = new ArrayDeque<>();
            queuedBytes = 0;
            monitor.notifyAll();
            return batch;
        }
    }

    private void fail(Throwable cause) {
        synchronized (monitor) {
            closed = true;
            queue.clear();
            queuedBytes = 0;
            monitor.notifyAll();
        }
        String message = cause.getMessage();
        completions.failed(message == null ? cause.getClass().getSimpleName() : cause.toString());
    }

    private void execute(Deque<DiskOperation> batch) throws IOException {
        List<Long> tickets = new ArrayList<>();
        while (!batch.isEmpty()) {
            switch (batch.removeFirst()) {
                case DiskOperation.Write write -> files.write(write, batch);
                case DiskOperation.Preallocate preallocate -> files.preallocate(preallocate);
                case DiskOperation.Rename rename -> {
                    // A renamed file must be complete on disk before its new name is.
                    files.syncFiles();
                    files.rename(rename);
                }
                case DiskOperation.Include include -> files.cover(include.file());
                case DiskOperation.Remove remove -> files.remove(remove.file());
                case DiskOperation.ReadPart read ->
                        completions.read(read.ticket(), files.readPart(read));
                case DiskOperation.Sync sync -> tickets.add(sync.ticket());
            }
        }
        if (!tickets.isEmpty()) {
            long startNs = System.nanoTime();
            files.syncFiles();
            files.syncFolders();
            synced(startNs, System.nanoTime());
            tickets.forEach(completions::synced);
        }
    }

    private void synced(long startNs, long endNs) {
        longestSync.add(endNs, endNs - startNs);
        synchronized (monitor) {
            syncs++;
            syncNs += endNs - startNs;
        }
    }
}
