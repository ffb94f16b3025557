package org.davebank.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.davebank.base.Spill;
import org.davebank.node.port.Disk;
import org.jspecify.annotations.Nullable;

/**
 * A node's folder. One thread of its own executes what is queued, in order.
 *
 * <p>Everything that waits when that thread comes round is one batch: neighbouring writes become one
 * system call, and all tickets of the batch share one sync of each file written. The queue is bounded
 * by {@link #QUEUE_BYTES_MAX} and {@link #QUEUE_OPERATIONS_MAX}; a caller that exceeds them waits
 * until there is room. That is the last resort: a node stops taking requests long before.
 *
 * <p>The first error ends it. Nothing is retried, as a sync that failed once may report success the
 * next time without having written anything ("fsyncgate"); nothing queued later is executed.
 *
 * <p>Methods of {@link Disk} are for one thread, the node's loop. {@link Completions} are called on
 * the disk's thread.
 */
public final class FileDisk implements Disk, AutoCloseable {

    public static final long QUEUE_BYTES_MAX = 64L << 20;
    public static final int QUEUE_OPERATIONS_MAX = 16_384;

    /** How often the room is measured. */
    private static final long ROOM_INTERVAL_MS = 1_000;

    /** What the names of the journal's segments begin with. */
    private static final String JOURNAL = "journal-";

    private static final int ZEROS_BYTES = 1 << 20;
    private static final int OPEN_FILES_MAX = 64;
    private static final int WRITES_GATHERED_MAX = 64;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,127}");
    private static final int SEGMENTS_MAX = 4;

    /** What the names of folders begin with that hold what a node must not use any more. */
    public static final String SET_ASIDE = "set-aside-";

    /** Where the disk reports to, on its own thread. */
    public interface Completions {

        /** Everything queued before the sync with this ticket is durable. */
        void synced(long ticket);

        /** A part of a file was read; null when it is not there or cannot be read. */
        void read(long ticket, byte @Nullable [] bytes);

        /** An operation failed; called once at most. */
        void failed(String why);
    }

    private sealed interface Operation {
        default long bytes() {
            return 0;
        }
    }

    private record Write(String file, long offset, byte[] content) implements Operation {
        @Override
        public long bytes() {
            return content.length;
        }
    }

    private record Preallocate(String file, long size) implements Operation {}

    private record Rename(String from, String to) implements Operation {}

    private record Remove(String file) implements Operation {}

    private record ReadPart(String file, long offset, int length, long ticket)
            implements Operation {}

    private record Include(String file) implements Operation {}

    private record Sync(long ticket) implements Operation {}

    private final Path folder;
    private final String identity;
    private final SpillFile spill;
    private final Completions completions;
    private final Thread thread;
    private final Object monitor = new Object();

    // Guarded by the monitor.
    private Deque<Operation> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean closed;
    private long waits;

    private volatile long roomBytes = Long.MAX_VALUE;

    // Of the disk's thread alone.
    private long measuredNs;
    private final Map<String, Long> owed = new HashMap<>();
    private final Map<String, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> unsyncedFiles = new LinkedHashSet<>();
    private final Set<Path> unsyncedFolders = new LinkedHashSet<>();
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);

    private FileDisk(
            Path folder,
            String identity,
            SpillFile spill,
            Completions completions,
            String threadName) {
        this.folder = folder;
        this.identity = identity;
        this.spill = spill;
        this.completions = completions;
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
    }

    /** Opens the folder, which is made if it does not exist (mode 0700), and starts the thread. */
    public static FileDisk open(Path folder, Completions completions) throws IOException {
        PrivateFiles.makeFolder(folder);
        SpillFile spill = SpillFile.open(folder);
        Path place = folder.toRealPath();
        String identity = FolderIdentity.of(place);
        FileDisk disk =
                new FileDisk(place, identity, spill, completions, "disk-" + folder.getFileName());
        disk.measureRoom();
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
                if (!isReserved(file)) {
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
        return roomBytes;
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
        try (Stream<Path> all = Files.walk(folder, SEGMENTS_MAX)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> isName(name) && !isReserved(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(String file) {
        try {
            return Files.readAllBytes(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void preallocate(String file, long bytes) {
        path(file);
        enqueue(new Preallocate(file, bytes));
    }

    @Override
    public void write(String file, long offset, byte[] bytes) {
        path(file);
        enqueue(new Write(file, offset, bytes));
    }

    @Override
    public void include(String file) {
        path(file);
        enqueue(new Include(file));
    }

    @Override
    public void rename(String from, String to) {
        path(from);
        path(to);
        enqueue(new Rename(from, to));
    }

    @Override
    public void remove(String file) {
        path(file);
        enqueue(new Remove(file));
    }

    @Override
    public void readPart(String file, long offset, int length, long ticket) {
        path(file);
        enqueue(new ReadPart(file, offset, length, ticket));
    }

    @Override
    public void sync(long ticket) {
        enqueue(new Sync(ticket));
    }

    /** How often a caller had to wait because the queue was full. */
    public long waits() {
        synchronized (monitor) {
            return waits;
        }
    }

    /** Executes what is queued, then ends the thread. Completions still come until it returns. */
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

    private void enqueue(Operation operation) {
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
                return; // The process is ending or the disk has failed: nothing more is promised.
            }
            queue.addLast(operation);
            queuedBytes += operation.bytes();
            monitor.notifyAll();
        }
    }

    private void run() {
        try {
            Deque<Operation> batch = nextBatch();
            while (batch != null) {
                execute(batch);
                if (System.nanoTime() - measuredNs >= ROOM_INTERVAL_MS * 1_000_000) {
                    measureRoom();
                    checkJournal();
                }
                batch = nextBatch();
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            for (FileChannel channel : open.values()) {
                try {
                    channel.close();
                } catch (IOException e) {
                    // What had to be durable was synced; a failed close loses nothing more.
                }
            }
        }
    }

    /** Empty when nothing has come for so long that the room is to be measured; null at the end. */
    private @Nullable Deque<Operation> nextBatch() {
        synchronized (monitor) {
            if (queue.isEmpty() && !closed) {
                try {
                    monitor.wait(ROOM_INTERVAL_MS);
                } catch (InterruptedException e) {
                    closed = true;
                }
            }
            if (queue.isEmpty() && closed) {
                return null;
            }
            Deque<Operation> batch = queue;
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

    private void execute(Deque<Operation> batch) throws IOException {
        List<Long> tickets = new ArrayList<>();
        while (!batch.isEmpty()) {
            switch (batch.removeFirst()) {
                case Write write -> write(write, batch);
                case Preallocate preallocate -> preallocate(preallocate);
                case Rename rename -> {
                    // A renamed file must be whole on disk before its new name is.
                    syncFiles();
                    rename(rename);
                }
                case Include include -> cover(include.file());
                case Remove remove -> removeFile(remove.file());
                case ReadPart read -> completions.read(read.ticket(), readPart(read));
                case Sync sync -> tickets.add(sync.ticket());
            }
        }
        if (!tickets.isEmpty()) {
            syncFiles();
            for (Path changed : unsyncedFolders) {
                PrivateFiles.syncFolder(changed);
            }
            unsyncedFolders.clear();
            tickets.forEach(completions::synced);
        }
    }

    /** The next sync covers the file and its folder entry, also when an earlier process wrote them. */
    private void cover(String file) throws IOException {
        Path path = path(file);
        if (Files.exists(path)) {
            unsyncedFiles.add(file);
            noteChanged(path);
        }
    }

    /** Writes this and all directly following neighbours with one system call. */
    private void write(Write first, Deque<Operation> batch) throws IOException {
        List<ByteBuffer> pieces = new ArrayList<>();
        pieces.add(ByteBuffer.wrap(first.content()));
        long end = first.offset() + first.content().length;
        while (pieces.size() < WRITES_GATHERED_MAX
                && batch.peekFirst() instanceof Write next
                && next.file().equals(first.file())
                && next.offset() == end) {
            batch.removeFirst();
            pieces.add(ByteBuffer.wrap(next.content()));
            end += next.content().length;
        }
        Long size = owed.remove(first.file());
        if (size != null) {
            grow(first.file(), size); // A segment is whole before it is begun.
        }
        FileChannel channel = channel(first.file());
        if (pieces.size() == 1) {
            ByteBuffer piece = pieces.getFirst();
            long at = first.offset();
            while (piece.hasRemaining()) {
                at += channel.write(piece, at);
            }
        } else {
            ByteBuffer[] all = pieces.toArray(ByteBuffer[]::new);
            channel.position(first.offset());
            for (long left = end - first.offset(); left > 0; ) {
                left -= channel.write(all);
            }
        }
        unsyncedFiles.add(first.file());
    }

    /**
     * A file for later that does not fit is no failure yet: there may be room when it is written to, and
     * until then the node refuses what it would write there.
     */
    private void preallocate(Preallocate wanted) throws IOException {
        try {
            grow(wanted.file(), wanted.size());
        } catch (IOException e) {
            measureRoom();
            if (roomBytes >= wanted.size()) {
                throw e;
            }
            owed.put(wanted.file(), wanted.size());
        }
        measureRoom();
    }

    private void grow(String file, long size) throws IOException {
        FileChannel channel = channel(file);
        long at = channel.size();
        while (at < size) {
            zeros.clear().limit((int) Math.min(ZEROS_BYTES, size - at));
            at += channel.write(zeros, at);
        }
        unsyncedFiles.add(file);
    }

    /**
     * A file that was deleted takes writes and syncs as long as it is open, and keeps nothing. Deleting
     * a running node's folder ends the node: what it promised would be gone with its process.
     */
    private void checkJournal() throws IOException {
        for (String file : open.keySet()) {
            if (file.startsWith(JOURNAL) && Files.notExists(path(file))) {
                throw new IOException(folder.resolve(file) + " was deleted while the node ran");
            }
        }
    }

    private void measureRoom() {
        measuredNs = System.nanoTime();
        try {
            roomBytes = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // The last figure stands; a disk that fails is noticed by what is written to it.
        }
    }

    private void rename(Rename rename) throws IOException {
        closeFile(rename.from());
        closeFile(rename.to());
        Path to = path(rename.to());
        makeParent(to);
        Files.move(
                path(rename.from()),
                to,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        noteChanged(path(rename.from()));
        noteChanged(to);
    }

    private void removeFile(String file) throws IOException {
        closeFile(file);
        unsyncedFiles.remove(file);
        if (Files.deleteIfExists(path(file))) {
            noteChanged(path(file));
        }
    }

    /** A file that cannot be read is lost; that is no reason for the node to stop. */
    private byte @Nullable [] readPart(ReadPart read) {
        ByteBuffer bytes = ByteBuffer.allocate(read.length());
        try (FileChannel channel = FileChannel.open(path(read.file()), StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, read.offset() + bytes.position()) < 0) {
                    return null;
                }
            }
            return bytes.array();
        } catch (IOException e) {
            return null;
        }
    }

    private void closeFile(String file) throws IOException {
        FileChannel channel = open.remove(file);
        if (channel != null) {
            channel.close();
        }
    }

    private void syncFiles() throws IOException {
        for (String file : unsyncedFiles) {
            // Not the times of the file, but its size is written as well when it has changed.
            channel(file).force(false);
        }
        unsyncedFiles.clear();
    }

    private FileChannel channel(String file) throws IOException {
        FileChannel known = open.get(file);
        if (known != null) {
            return known;
        }
        if (open.size() >= OPEN_FILES_MAX) {
            Map.Entry<String, FileChannel> oldest = open.entrySet().iterator().next();
            if (unsyncedFiles.remove(oldest.getKey())) {
                oldest.getValue().force(false);
            }
            closeFile(oldest.getKey());
        }
        Path path = path(file);
        if (!Files.exists(path)) {
            makeParent(path);
            noteChanged(path);
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        open.put(file, channel);
        return channel;
    }

    private void makeParent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            PrivateFiles.makeFolder(parent);
            noteChanged(parent);
        }
    }

    private void noteChanged(Path path) {
        Path parent = path.getParent();
        unsyncedFolders.add(parent == null ? folder : parent);
    }

    /** The file's path; throws unless the name keeps to the rules and so inside the folder. */
    private Path path(String name) {
        if (!isName(name) || isReserved(name)) {
            throw new IllegalArgumentException("no name for a node's file: " + name);
        }
        return folder.resolve(name);
    }

    private static boolean isName(String name) {
        String[] segments = name.split("/", -1);
        if (segments.length > SEGMENTS_MAX) {
            return false;
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Files of the process around the node lie in the same folder and are none of the node's. */
    private static boolean isReserved(String name) {
        return name.equals(FolderLock.FILE)
                || name.equals("genesis")
                || name.equals(SpillFile.NAME)
                || name.startsWith(SET_ASIDE)
                || name.startsWith("node.")
                || name.startsWith("process.");
    }
}
