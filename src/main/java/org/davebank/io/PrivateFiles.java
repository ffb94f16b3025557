package org.davebank.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Creates files and folders that only their owner can access, and makes them durable. Any thread.
 */
public final class PrivateFiles {

    private static final String FOLDER_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";

    private PrivateFiles() {}

    /** Creates the folder with its parents, mode 0700; leaves an existing one unchanged. */
    public static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        Files.createDirectories(folder);
        restrict(folder, FOLDER_MODE);
    }

    /**
     * Replaces a file atomically, mode 0600: readers, also after a power failure, see either the
     * complete old or the complete new content.
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path fresh = writeBeside(file, content);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(parentOf(file));
    }

    /**
     * Creates a file with this content, mode 0600, unless it exists.
     *
     * @return false if it existed; it is complete then as well
     */
    public static boolean createOnce(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        Path fresh = writeBeside(file, content);
        try {
            // A link fails if the name exists; a move would replace the file.
            Files.createLink(file, fresh);
            syncFolder(parentOf(file));
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file);
            return true;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path writeBeside(Path file, byte[] content) throws IOException {
        Path fresh =
                file.resolveSibling(
                        "."
                                + file.getFileName()
                                + "."
                                + ProcessHandle.current().pid()
                                + "-"
                                + Thread.currentThread().threadId()
                                + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        restrict(fresh, FILE_MODE);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            var buffer = java.nio.ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        return fresh;
    }

    /** Makes creations, renames and deletions in the folder durable if the system supports it. */
    public static void syncFolder(Path folder) throws IOException {
        if (!isPosix(folder)) {
            return; // Windows can neither open nor sync a folder, and need not.
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void restrict(Path path, String mode) throws IOException {
        if (isPosix(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Path parentOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
