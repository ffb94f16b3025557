package org.davebank.service.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.davebank.api.ProblemCode;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;
import org.davebank.directory.SharedFile;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;

/**
 * Receives files at this node and replicates them to others, so that they survive the loss of any
 * node. Used for imports and for attachments. Thread-safe; methods block.
 */
public final class FileSharing {

    /** Largest file taken. */
    public static final long FILE_BYTES_MAX = 2L << 30;

    static final Duration SHARE_TIMEOUT = Duration.ofSeconds(120);

    private static final long FLUSH_BYTES = 8L << 20;
    private static final int BUFFER_BYTES = 256 * 1024;

    /**
     * A file that is durable on enough nodes.
     *
     * @param epoch of the upload, for the entry that will refer to it
     */
    public record Shared(String sha256, long bytes, List<MemberId> holders, long epoch) {
        public Shared {
            holders = List.copyOf(holders);
        }
    }

    /** A file that was received completely at this node and is not shared yet. */
    public record Received(Path path, String sha256, long bytes) {}

    private final Shards shards;
    private final Path incoming;

    /**
     * @param nodeFolder this node's folder, which takes over files from {@code incoming}
     */
    public FileSharing(Shards shards, Path nodeFolder) {
        this.shards = shards;
        this.incoming = nodeFolder.resolve("incoming");
    }

    /** A new file for an upload in progress; leftovers are deleted at the next start. */
    public Path temporary(String suffix) throws IOException {
        Files.createDirectories(incoming);
        return Files.createTempFile(incoming, "upload-", suffix);
    }

    /**
     * Reads a stream to its end and shares it among server nodes.
     *
     * @throws ServiceProblem too_large, or no_quorum when too few nodes could keep the file
     */
    public Shared share(InputStream in) throws IOException {
        return share(receive(in, FILE_BYTES_MAX), true, SharedFile.HOLDERS_WANTED);
    }

    /**
     * Writes a stream to a file and hashes it.
     *
     * @throws ServiceProblem too_large; nothing is left behind then
     */
    public Received receive(InputStream in, long bytesMax) throws IOException {
        Path file = temporary(".part");
        boolean whole = false;
        try {
            MessageDigest digest = Sha256.digest();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                copy(in, channel, digest, bytesMax);
            }
            Received received = new Received(file, Sha256.name(digest.digest()), Files.size(file));
            whole = true;
            return received;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void copy(InputStream in, FileChannel out, MessageDigest digest, long bytesMax)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);
        long total = 0;
        long flushed = 0;
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                total += read;
                if (total > bytesMax) {
                    throw ServiceProblem.of(
                            ProblemCode.TOO_LARGE,
                            "a file may have at most " + (bytesMax >> 20) + " MiB");
                }
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (total - flushed >= FLUSH_BYTES && flush.isDone()) {
                    flushed = total;
                    flush = CompletableFuture.runAsync(() -> flush(out));
                }
            }
        } finally {
            flush.join();
        }
    }

    /**
     * Starts writing to disk while bytes still arrive, so that the node's later sync is short. That
     * sync decides: it also sees any error that is ignored here.
     */
    private static void flush(FileChannel file) {
        try {
            file.force(false);
        } catch (IOException e) {
            // See above.
        }
    }

    /** Deletes what was received. */
    public void discard(Received received) throws IOException {
        Files.deleteIfExists(received.path());
    }

    /**
     * Shares what was received.
     *
     * @param serversOnly only server nodes hold it
     * @param wanted how many nodes must hold it before this returns, if there are that many
     */
    public Shared share(Received received, boolean serversOnly, int wanted) throws IOException {
        RequestBody body =
                new RequestBody.ShareFile(
                        shards.view().self(),
                        String.valueOf(received.path().getFileName()),
                        received.sha256(),
                        received.bytes(),
                        serversOnly,
                        wanted);
        Reply reply = Shards.await(shards.ask(body, SHARE_TIMEOUT), SHARE_TIMEOUT);
        if (!(reply instanceof Reply.TimedOut)) {
            // The node has taken it over or never will. After a time-out it may still do so.
            discard(received);
        }
        return switch (reply) {
            case Reply.Shared shared ->
                    new Shared(
                            received.sha256(), received.bytes(), shared.holders(), shared.epoch());
            case Reply.Full full -> throw ServiceProblem.of(ProblemCode.TOO_LARGE, full.why());
            case Reply.Busy busy -> throw ServiceProblem.of(ProblemCode.TOO_BUSY, busy.why());
            case Reply.TimedOut out -> throw ServiceProblem.of(ProblemCode.NO_QUORUM, out.why());
            case Reply.Declined declined ->
                    throw ServiceProblem.of(ProblemCode.NO_QUORUM, declined.why());
            default -> throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
        };
    }
}
