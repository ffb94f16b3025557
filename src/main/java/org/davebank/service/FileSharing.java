package org.davebank.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;
import org.davebank.membership.Member;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.Reply;
import org.davebank.node.RequestBody;

/** Puts a file on several server nodes, so that it outlives any one of them. */
public final class FileSharing {

    /** Largest file taken. */
    public static final long FILE_BYTES_MAX = 2L << 30;

    static final int CHUNK_BYTES = 128 * 1024;
    static final int HOLDERS_WANTED = 3;
    static final Duration CHUNK_TIMEOUT = Duration.ofSeconds(5);

    /** A file that several nodes hold, durably. */
    public record Shared(String sha256, long bytes, List<MemberId> holders) {
        public Shared {
            holders = List.copyOf(holders);
        }
    }

    private final Shards shards;
    private final Path spool;

    /**
     * @param spool a folder of this node for uploads under way
     */
    public FileSharing(Shards shards, Path spool) {
        this.shards = shards;
        this.spool = spool;
    }

    /** A fresh spool file. */
    public Path temporary(String suffix) throws IOException {
        Files.createDirectories(spool);
        return Files.createTempFile(spool, "upload-", suffix);
    }

    /**
     * Takes a stream to its end and shares it.
     *
     * @throws ServiceProblem too_large, or no_quorum when too few nodes could keep the file
     */
    public Shared share(InputStream in) throws IOException {
        Path file = temporary(".part");
        try {
            MessageDigest digest = Sha256.digest();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
                copy(in, out);
            }
            return share(file, Sha256.name(digest.digest()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            if (total > FILE_BYTES_MAX) {
                throw ServiceProblem.of(ProblemCode.TOO_LARGE, "a file may have at most 2 GiB");
            }
            out.write(buffer, 0, read);
        }
    }

    private Shared share(Path file, String sha256) throws IOException {
        long bytes = Files.size(file);
        NodeView view = shards.view();
        List<MemberId> candidates = candidates(view);
        List<MemberId> holders = new ArrayList<>();
        for (MemberId member : candidates) {
            if (holders.size() < HOLDERS_WANTED && send(file, bytes, sha256, member)) {
                holders.add(member);
            }
        }
        if (holders.size() < Math.min(2, candidates.size())) {
            throw ServiceProblem.of(
                    ProblemCode.NO_QUORUM,
                    "only " + holders.size() + " server nodes could keep the file; try again");
        }
        return new Shared(sha256, bytes, holders);
    }

    /** Server nodes in reach, this one first. */
    private static List<MemberId> candidates(NodeView view) {
        List<MemberId> candidates = new ArrayList<>();
        candidates.add(view.self());
        for (MemberStatus status : view.members()) {
            Member member = status.member();
            boolean fits =
                    member.role() == MemberRole.SERVER && status.state() == MemberState.ALIVE;
            if (fits && !member.id().equals(view.self())) {
                candidates.add(member.id());
            }
        }
        return candidates;
    }

    private boolean send(Path file, long bytes, String sha256, MemberId member) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long offset = 0;
            byte[] chunk;
            do {
                chunk = in.readNBytes(CHUNK_BYTES);
                RequestBody body = new RequestBody.StoreChunk(member, sha256, bytes, offset, chunk);
                Reply reply = Shards.await(shards.ask(body, CHUNK_TIMEOUT), CHUNK_TIMEOUT);
                if (!(reply instanceof Reply.Done)) {
                    return false;
                }
                offset += chunk.length;
            } while (offset < bytes);
            return true;
        }
    }
}
