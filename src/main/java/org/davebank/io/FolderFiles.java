package org.davebank.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a node's folder: open files, and changes since the last sync.
 *
 * <p>For the disk's thread only.
 */
final class FolderFiles implements AutoCloseable {

    /** Name prefix of the journal's segments. */
    private static final String JOURNAL = "journal-";

    private static final int ZEROS_BYTES = 1 << 20;
    private static final int OPEN_FILES_MAX = 64;
    private static final int WRITES_GATHERED_MAX = 64;

    private final Path folder;
    private final FolderNames names;
    private final FreeSpace room;

    /** Files that could not be preallocated for lack of space, with their intended sizes. */
    private final Map<String, Long> owed = new HashMap<>();

    private final Map<String, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> unsyncedFiles = new LinkedHashSet<>();
    private final Set<Path> unsyncedFolders = new LinkedHashSet<>();
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);

    FolderFiles(Path folder, FolderNames names, FreeSpace room) {
        this.folder = folder;
        this.names = names;
        this.room = room;
    }

    /**
     * Makes the next sync cover the file and its folder entry, even if an earlier process wrote
     * them.
     */
    void cover(String file) throws IOException {
        Path path = names.path(file);
        if (Files.exists(path)) {
            unsyncedFiles.add(file);
            noteChanged(path);
        }
    }

    /** Writes this and all directly following adjacent writes with one system call. */
    void write(DiskOperation.Write first, Deque<DiskOperation> batch) throws IOException {
        List<ByteBuffer> pieces = new ArrayList<>();
        pieces.add(ByteBuffer.wrap(first.content()));
        long end = first.offset() + first.content().length;
        while (pieces.size() < WRITES_GATHERED_MAX
                && batch.peekFirst() instanceof DiskOperation.Write next
                && next.file().equals(first.file())
                && next.offset() == end) {
            batch.removeFirst();
            pieces.add(ByteBuffer.wrap(next.content()));
            end += next.content().length;
        }
        Long size = owed.remove(first.file());
        if (size != null) {
            grow(first.file(), size); // A segment has its full length before its first write.
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
     * Preallocates a file. Lack of space is not a failure yet: there may be room when the file is
     * written, and until then the node refuses writes.
     */
    void preallocate(DiskOperation.Preallocate wanted) throws IOException {
        try {
            grow(wanted.file(), wanted.size());
        } catch (IOException e) {
            room.measure();
            if (room.bytes() >= wanted.size()) {
                throw e;
            }
            owed.put(wanted.file(), wanted.size());
        }
        room.measure();
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
     * Throws if the journal was deleted: an open deleted file accepts writes and syncs but loses
     * them with the process. Deleting a running node's folder therefore ends the node.
     */
    void checkJournal() throws IOException {
        for (String file : open.keySet()) {
            if (file.startsWith(JOURNAL) && Files.notExists(names.path(file))) {
                throw new IOException(folder.resolve(file) + " was deleted while the node ran");
            }
        }
    }

    void rename(DiskOperation.Rename rename) throws IOException {
        closeFile(rename.from());
        closeFile(rename.to());
        Path to = names.path(rename.to());
        makeParent(to);
        Files.move(
                names.path(rename.from()),
                to,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        noteChanged(names.path(rename.from()));
        noteChanged(to);
    }

    void remove(String file) throws IOException {
        closeFile(file);
        unsyncedFiles.remove(file);
        if (Files.deleteIfExists(names.path(file))) {
            noteChanged(names.path(file));
        }
    }

    /** Reads a part of a file. An unreadable file is lost, which does not stop the node. */
    byte @Nullable [] readPart(DiskOperation.ReadPart read) {
        ByteBuffer bytes = ByteBuffer.allocate(read.length());
        try (FileChannel channel =
                FileChannel.open(names.path(read.file()), StandardOpenOption.READ)) {
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

    /** Makes the contents of all written files durable. */
    void syncFiles() throws IOException {
        for (String file : unsyncedFiles) {
            // Syncs the file's size if it has changed, but not its times.
            channel(file).force(false);
        }
        unsyncedFiles.clear();
    }

    /** Makes all new, changed and removed names durable. */
    void syncFolders() throws IOException {
        for (Path changed : unsyncedFolders) {
            PrivateFiles.syncFolder(changed);
        }
        unsyncedFolders.clear();
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
        Path path = names.path(file);
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

    @Override
    public void close() {
        for (FileChannel channel : open.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                // Durable data was synced before, so a failed close loses nothing.
            }
        }
    }
}
