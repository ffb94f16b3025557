package org.davebank.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The files that a node keeps under the SHA-256 of their content. The node writes them through its
 * disk; this reads whole ones beside the loop. Any thread.
 */
public final class ContentFolder {

    /** The sub-folder of a node's folder; a file in it is named by its hash in lower-case hex. */
    public static final String NAME = "content";

    /** A copy that was just found right is not read again for every part of it (60 s). */
    private static final long BELIEVED_NS = 60_000_000_000L;

    private static final int BELIEVED_MAX = 1_000;
    private static final int VERIFY_BYTES = 256 * 1024;

    private final Path folder;

    private final Map<String, Long> verifiedNs =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > BELIEVED_MAX;
                }
            };

    /**
     * @param nodeFolder the node's own folder
     */
    public ContentFolder(Path nodeFolder) {
        this.folder = nodeFolder.resolve(NAME);
    }

    public boolean has(String sha256) {
        return Sha256.isName(sha256) && Files.isRegularFile(folder.resolve(sha256));
    }

    /** The content from its start. Throws FileNotFoundException when this node has it not. */
    public InputStream open(String sha256) throws IOException {
        return Files.newInputStream(existing(sha256));
    }

    /**
     * A part of this node's copy if that is whole, else null. The bytes are compared with the name
     * before the first of them is handed out; a copy that was right is believed for {@link
     * #BELIEVED_NS}.
     */
    public @Nullable InputStream openVerified(String sha256, long bytes, long from, long to)
            throws IOException {
        if (!has(sha256) || Files.size(folder.resolve(sha256)) != bytes) {
            return null;
        }
        FileChannel channel = FileChannel.open(folder.resolve(sha256), StandardOpenOption.READ);
        boolean right = false;
        try {
            right = isRight(channel, sha256);
            channel.position(from);
        } finally {
            if (!right) {
                channel.close();
            }
        }
        return right ? new Part(channel, to - from) : null;
    }

    private boolean isRight(FileChannel channel, String sha256) throws IOException {
        long nowNs = System.nanoTime();
        synchronized (verifiedNs) {
            Long since = verifiedNs.get(sha256);
            if (since != null && nowNs - since < BELIEVED_NS) {
                return true;
            }
        }
        MessageDigest digest = Sha256.digest();
        ByteBuffer buffer = ByteBuffer.allocate(VERIFY_BYTES);
        while (channel.read(buffer) >= 0) {
            digest.update(buffer.flip());
            buffer.clear();
        }
        boolean right = Sha256.name(digest.digest()).equals(sha256);
        if (right) {
            synchronized (verifiedNs) {
                verifiedNs.put(sha256, nowNs);
            }
        }
        return right;
    }

    /** A part of an open file; for one thread. */
    private static final class Part extends InputStream {
        private final FileChannel channel;
        private long left;

        Part(FileChannel channel, long bytes) {
            this.channel = channel;
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = (int) Math.min(length, left);
            int read = channel.read(ByteBuffer.wrap(bytes, offset, count));
            if (read < 0) {
                throw new IOException("the file has become shorter");
            }
            left -= read;
            return read;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private Path existing(String sha256) throws FileNotFoundException {
        if (!has(sha256)) {
            throw new FileNotFoundException("no content " + sha256);
        }
        return folder.resolve(sha256);
    }
}
