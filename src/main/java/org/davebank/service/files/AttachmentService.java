package org.davebank.service.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.davebank.api.ProblemCode;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;
import org.davebank.base.TransactionId;
import org.davebank.directory.SharedFile;
import org.davebank.io.ContentFolder;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.Transaction;
import org.davebank.membership.MemberState;
import org.davebank.node.NodeView;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.Caller;
import org.davebank.service.ReadOptions;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.bank.BankService;
import org.davebank.service.bank.Posted;
import org.jspecify.annotations.Nullable;

/**
 * Files attached to transactions. A file is durable on enough nodes before the entry that refers to
 * it is proposed, and a download delivers bytes that match its hash or fails. Thread-safe; methods
 * block.
 */
public final class AttachmentService {

    /** The name of a file that was uploaded without one. */
    public static final String UNNAMED = "attachment";

    public static final String UNKNOWN_TYPE = "application/octet-stream";

    /** Attempts to share one upload before the caller has to repeat it. */
    private static final int ROUNDS_MAX = 3;

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,48}/[a-z0-9][a-z0-9!#$&^_.+-]{0,48}");

    /** An attachment with the names of the nodes that hold it. */
    public record Stored(Attachment attachment, List<String> holders) {
        public Stored {
            holders = List.copyOf(holders);
        }
    }

    /** The result of an upload. */
    public record Uploaded(Stored stored, int shard, boolean replayed) {}

    private final Shards shards;
    private final BankService bank;
    private final FileSharing sharing;
    private final ContentFolder content;

    public AttachmentService(
            Shards shards, BankService bank, FileSharing sharing, ContentFolder content) {
        this.shards = shards;
        this.bank = bank;
        this.sharing = sharing;
        this.content = content;
    }

    /**
     * Attaches a file to a transaction.
     *
     * @param name for display; anything that would make it a path is cut off
     * @param mediaType as given by the client, with or without parameters, or null
     * @param digest the SHA-256 that the client claims, or null
     * @param key identifies retries within the transaction; null treats this as a separate request
     * @throws ServiceProblem transaction_not_found, too_large, malformed_request for an empty file
     *     or a wrong digest, idempotency_key_reused, no_quorum, outcome_unknown
     */
    public Uploaded attach(
            Caller caller,
            TransactionId to,
            @Nullable String name,
            @Nullable String mediaType,
            byte @Nullable [] digest,
            InputStream body,
            @Nullable String key)
            throws IOException {
        caller.require(Role.TELLER);
        Posted owner;
        try {
            owner = bank.transaction(caller, to, ReadOptions.STRONG).value();
        } catch (ServiceProblem e) {
            // Read to the end, or the client would see a broken connection instead of the answer.
            body.skip(LedgerLimits.ATTACHMENT_BYTES_MAX);
            throw e;
        }
        FileSharing.Received received = sharing.receive(body, LedgerLimits.ATTACHMENT_BYTES_MAX);
        try {
            check(received, digest);
        } catch (ServiceProblem e) {
            sharing.discard(received);
            throw e;
        }
        String ownKey = key == null ? bank.newId().toString() : key;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            FileSharing.Shared shared = sharing.share(received, false, SharedFile.HOLDERS_NEEDED);
            Transaction transaction = owner.transaction();
            LedgerCommand command =
                    new LedgerCommand.Attach(
                            to,
                            transaction.account(),
                            ownKey,
                            shared.sha256(),
                            shared.bytes(),
                            safeType(mediaType),
                            safeName(name),
                            shared.epoch(),
                            caller.name(),
                            caller.requestId());
            Shards.Written written =
                    shards.write(shards.of(transaction.account()), command, to.toString());
            switch (written.result()) {
                case LedgerResult.Attached attached -> {
                    Stored stored =
                            new Stored(attached.attachment(), shards.names(shared.holders()));
                    return new Uploaded(stored, owner.shard(), attached.replayed());
                }
                case LedgerResult.Refused refused -> {
                    if (refused.code() != RejectionCode.UPLOAD_EXPIRED) {
                        throw ServiceProblem.of(
                                ServiceProblem.codeOf(refused.code()), refused.message());
                    }
                }
                default ->
                        throw ServiceProblem.of(ProblemCode.INTERNAL, "an answer of another kind");
            }
        }
        throw ServiceProblem.of(ProblemCode.UPLOAD_EXPIRED, "the upload took too long, repeat it");
    }

    private static void check(FileSharing.Received received, byte @Nullable [] digest) {
        if (received.bytes() == 0) {
            throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "the file is empty");
        }
        if (digest != null && !received.sha256().equals(HexFormat.of().formatHex(digest))) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "the bytes that arrived have the SHA-256 "
                            + received.sha256()
                            + ", not that of Repr-Digest");
        }
    }

    /** The last part of a path, without characters that a file system may refuse. */
    public static String safeName(@Nullable String given) {
        if (given == null) {
            return UNNAMED;
        }
        String last =
                given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder();
        last.codePoints()
                .filter(c -> !isForbidden(c))
                .limit(LedgerLimits.ATTACHMENT_NAME_CHARS_MAX / 2)
                .forEach(name::appendCodePoint);
        String plain = name.toString().strip();
        while (plain.startsWith(".") || plain.endsWith(".")) {
            plain = plain.startsWith(".") ? plain.substring(1) : plain;
            plain = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
            plain = plain.strip();
        }
        return plain.isEmpty() ? UNNAMED : plain;
    }

    /**
     * Control and format characters, half surrogates, and characters special to some file system.
     */
    private static boolean isForbidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED
                || ":*?\"<>|".indexOf(c) >= 0;
    }

    /** A media type without parameters, or {@code application/octet-stream}. */
    static String safeType(@Nullable String given) {
        if (given == null) {
            return UNKNOWN_TYPE;
        }
        int parameters = given.indexOf(';');
        String plain =
                (parameters < 0 ? given : given.substring(0, parameters))
                        .strip()
                        .toLowerCase(Locale.ROOT);
        boolean form = plain.equals("application/x-www-form-urlencoded");
        return !form && MEDIA_TYPE.matcher(plain).matches() ? plain : UNKNOWN_TYPE;
    }

    /** The files of a transaction, in the order in which they were attached. */
    public List<Stored> list(Caller caller, TransactionId of, ReadOptions options) {
        caller.require(Role.VIEWER);
        Transaction transaction = bank.transaction(caller, of, options).value().transaction();
        List<Attachment> files = transaction.attachments();
        if (files.isEmpty()) {
            return List.of();
        }
        Map<String, List<MemberId>> holders = new HashMap<>();
        find(files.stream().map(Attachment::sha256).distinct().toList())
                .forEach(file -> holders.put(file.sha256(), file.holders()));
        List<Stored> stored = new ArrayList<>();
        for (Attachment file : files) {
            List<MemberId> members = holders.getOrDefault(file.sha256(), List.of());
            stored.add(new Stored(file, shards.names(members)));
        }
        return stored;
    }

    /** Names of the nodes that hold a file; empty when none does. */
    public List<String> holders(Caller caller, String sha256) {
        caller.require(Role.VIEWER);
        return find(List.of(sha256)).stream()
                .flatMap(file -> shards.names(file.holders()).stream())
                .distinct()
                .toList();
    }

    private static boolean isAlive(NodeView view, MemberId member) {
        return view.members().stream()
                .anyMatch(each ->
                        each.member().id().equals(member) && each.state() == MemberState.ALIVE);
    }

    private List<SharedFile> find(List<String> names) {
        Reply reply =
                Shards.await(
                        shards.ask(new RequestBody.FindFiles(names), Shards.READ_TIMEOUT),
                        Shards.READ_TIMEOUT);
        if (reply instanceof Reply.FilesFound found) {
            return found.files();
        }
        throw ServiceProblem.of(
                ProblemCode.NO_QUORUM, "the system group is out of reach; who keeps it is unknown");
    }

    /**
     * A file that some transaction refers to.
     *
     * @throws ServiceProblem attachment_not_found
     */
    public Attachment find(Caller caller, String sha256) {
        caller.require(Role.VIEWER);
        String name = sha256.toLowerCase(Locale.ROOT);
        if (Sha256.isName(name)) {
            for (Reply.Answered answer :
                    shards.readAll(new LedgerQuery.FindAttachment(name), ReadOptions.STRONG)) {
                Attachment found =
                        answer.answer() instanceof LedgerAnswer.AttachmentFound one
                                ? one.attachment()
                                : null;
                if (found != null) {
                    return found;
                }
            }
        }
        throw ServiceProblem.of(
                ProblemCode.ATTACHMENT_NOT_FOUND, "no transaction has a file " + sha256);
    }

    /**
     * The bytes of an attachment from {@code from} (inclusive) to {@code to} (exclusive), read from
     * this node's copy when that is intact, else from other holders. A stream that reaches the end
     * of the file throws an IOException instead of ending when the bytes don't match the hash.
     */
    public InputStream open(Attachment file, long from, long to) throws IOException {
        InputStream here = content.openVerified(file.sha256(), file.bytes(), from, to);
        if (here != null) {
            return here;
        }
        NodeView view = shards.view();
        if (content.has(file.sha256())) {
            // A corrupt copy is worse than none: the supernode replaces it.
            shards.ask(
                    new RequestBody.DropFile(view.self(), file.sha256(), Long.MAX_VALUE),
                    Shards.READ_TIMEOUT);
        }
        List<MemberId> holders = new ArrayList<>();
        for (SharedFile found : find(List.of(file.sha256()))) {
            holders.addAll(found.holders());
        }
        holders.remove(view.self());
        holders.sort(Comparator.comparing(holder -> !isAlive(view, holder)));
        RemoteContent remote =
                new RemoteContent(shards, file.sha256(), file.bytes(), from, to, holders);
        try {
            remote.begin();
        } catch (IOException e) {
            throw ServiceProblem.of(ProblemCode.NO_QUORUM, String.valueOf(e.getMessage()));
        }
        return remote;
    }
}
