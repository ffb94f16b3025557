package org.davebank.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that are for their owner alone, and how they become durable. Any thread. */
public final class PrivateFiles {

    private static final String FOLDER_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";

    private PrivateFiles() {}

    /** Makes the folder with its parents, mode 0700; an existing one is left as it is. */
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
     * Replaces a file in one step, mode 0600: a reader sees the old or the new content, never a part,
     * and after a power cut one of them is there.
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
     * @return false when somebody else was first; the file is whole then as well
     */
    public static boolean createOnce(Path file, byte[] content) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        Path fresh = writeBeside(file, content);
        try {
            // A link fails when the name is taken, a move would replace it.
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

    /** Makes creations, renames and deletions inside the folder durable, where the system can. */
    public static void syncFolder(Path folder) throws IOException {
        if (!isPosix(folder)) {
            return; // Windows can neither open nor sync a folder, and needs not to.
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
