package org.davebank.service.files;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a part of it, read from the nodes that hold it: prefetches some chunks and falls back
 * to the next holder when one fails. The whole file is verified while it is read; its last chunk is
 * delivered only when the hash matches, so that a reader never accepts wrong bytes as complete. Not
 * thread-safe.
 */
final class RemoteContent extends InputStream {

    private static final int AHEAD_CHUNKS = 6;
    private static final int CHUNK_BYTES = FileSettings.CHUNK_BYTES_MAX;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private record Asked(
            MemberId holder, long offset, int length, CompletableFuture<Reply> reply) {}

    private final Shards shards;
    private final String sha256;
    private final long to;
    private final List<MemberId> holders;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final @Nullable MessageDigest digest;
    private long nextAsk;
    private byte[] chunk = new byte[0];
    private int at;

    RemoteContent(
            Shards shards, String sha256, long bytes, long from, long to, List<MemberId> holders) {
        this.shards = shards;
        this.sha256 = sha256;
        this.to = to;
        this.holders = new ArrayList<>(holders);
        this.digest = from == 0 && to == bytes ? Sha256.digest() : null;
        this.nextAsk = from;
    }

    /** Waits for the first bytes. Throws an IOException when no holder delivers them. */
    void begin() throws IOException {
        next();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (at == chunk.length && !next()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, bytes, offset, count);
        at += count;
        return count;
    }

    private boolean next() throws IOException {
        while (asked.size() < AHEAD_CHUNKS && nextAsk < to) {
            int length = (int) Math.min(CHUNK_BYTES, to - nextAsk);
            asked.addLast(ask(nextAsk, length));
            nextAsk += length;
        }
        Asked first = asked.pollFirst();
        if (first == null) {
            return false;
        }
        Reply reply = Shards.await(first.reply(), TIMEOUT);
        while (!(reply instanceof Reply.Done done && done.bytes().length == first.length())) {
            // Several chunks may be requested from one holder: it is removed once, not its
            // successors.
            holders.remove(first.holder());
            first = ask(first.offset(), first.length());
            reply = Shards.await(first.reply(), TIMEOUT);
        }
        chunk = ((Reply.Done) reply).bytes();
        at = 0;
        MessageDigest whole = digest;
        if (whole != null) {
            whole.update(chunk);
            if (asked.isEmpty() && nextAsk == to && !Sha256.name(whole.digest()).equals(sha256)) {
                throw new IOException("a holder has other bytes than those of " + sha256);
            }
        }
        return true;
    }

    private Asked ask(long offset, int length) throws IOException {
        if (holders.isEmpty()) {
            throw new IOException("no holder of " + sha256 + " can be reached");
        }
        MemberId holder = holders.getFirst();
        RequestBody body = new RequestBody.ReadChunk(holder, sha256, offset, length);
        return new Asked(holder, offset, length, shards.ask(body, TIMEOUT));
    }
}
