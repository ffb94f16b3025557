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
 * Reads the files that a node keeps under the SHA-256 of their content. The node writes them
 * through its disk; this class reads complete ones outside the loop. Any thread.
 */
public final class ContentFolder {

    /** The subfolder of a node's folder; its files are named by their hash in lower-case hex. */
    public static final String NAME = "content";

    /** How long a verified copy is trusted, so that it is not verified for every part (60 s). */
    private static final long VERIFIED_NS = 60_000_000_000L;

    private static final int VERIFIED_MAX = 1_000;
    private static final int VERIFY_BYTES = 256 * 1024;

    private final Path folder;

    private final Map<String, Long> verifiedNs =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > VERIFIED_MAX;
                }
            };

    /** @param nodeFolder the node's folder */
    public ContentFolder(Path nodeFolder) {
        this.folder = nodeFolder.resolve(NAME);
    }

    public boolean has(String sha256) {
        return Sha256.isName(sha256) && Files.isRegularFile(folder.resolve(sha256));
    }

    /**
     * The content from its start. Throws FileNotFoundException if this node does not keep the file.
     */
    public InputStream open(String sha256) throws IOException {
        return Files.newInputStream(existing(sha256));
    }

    /**
     * A part of this node's copy, or null if the copy is missing or wrong. Verifies the whole copy
     * against its name first; trusts a verified copy for {@link #VERIFIED_NS}.
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
            if (since != null && nowNs - since < VERIFIED_NS) {
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
