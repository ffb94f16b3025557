package org.davebank.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.davebank.base.Spill;

/**
 * A spill in a file that is deleted right after it is opened, so that the operating system frees
 * the space however the process ends. Reads and writes block, mostly only for the page cache. For
 * the node's loop only.
 *
 * <p>Throws {@link UncheckedIOException} when the disk is full or fails.
 */
public final class SpillFile implements Spill, AutoCloseable {

    /** The file's name until it is deleted. */
    static final String NAME = "spill.tmp";

    private final FileChannel channel;
    private long end;

    private SpillFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates an empty spill in this folder; deletes that of an earlier process. */
    public static SpillFile open(Path folder) throws IOException {
        PrivateFiles.makeFolder(folder);
        Path file = folder.resolve(NAME);
        Files.deleteIfExists(file);
        return new SpillFile(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE));
    }

    @Override
    public long append(byte[] bytes) {
        long position = end;
        replace(position, bytes);
        end += bytes.length;
        return position;
    }

    @Override
    public void replace(long position, byte[] bytes) {
        try {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            while (from.hasRemaining()) {
                channel.write(from, position + from.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("spilled data cannot be written", e);
        }
    }

    @Override
    public void read(long position, byte[] into) {
        try {
            ByteBuffer to = ByteBuffer.wrap(into);
            while (to.hasRemaining()) {
                if (channel.read(to, position + to.position()) < 0) {
                    throw new IOException("it is shorter than what was written to it");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("spilled data cannot be read", e);
        }
    }

    /** Discards the content. */
    void clear() {
        try {
            channel.truncate(0);
            end = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
