package org.davebank.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Prevents two processes from sharing a folder. The operating system releases it when the process
 * ends, however it ends.
 */
public final class FolderLock implements AutoCloseable {

    /** The locked file in the folder. */
    public static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Locks the folder, creates it if it does not exist; null if another process has locked it. */
    public static @Nullable FolderLock tryLock(Path folder) throws IOException {
        PrivateFiles.makeFolder(folder);
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // This process has locked it already; the answer is the same.
        }
        channel.close();
        return null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
