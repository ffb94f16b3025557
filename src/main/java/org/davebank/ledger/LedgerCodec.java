package org.davebank.ledger;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.LedgerCommand.Attach;
import org.davebank.ledger.LedgerCommand.ChangeAccount;
import org.davebank.ledger.LedgerCommand.ConfirmAlias;
import org.davebank.ledger.LedgerCommand.FenceUploads;
import org.davebank.ledger.LedgerCommand.OpenAccount;
import org.davebank.ledger.LedgerCommand.Post;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.LedgerCommand.ReserveAlias;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the ledger's values for the network and the journal. Decoding is total: any bytes give a
 * value within {@link LedgerLimits} or a {@link WireException}, and allocations are bounded by the
 * input.
 *
 * <p>A command begins with a tag. Within a batch its top bit means that {@code by} and {@code
 * requestId} equal those of the previous command, as in an import, and are omitted.
 */
public final class LedgerCodec {

    private static final int TAG_OPEN = 1;
    private static final int TAG_POST = 2;
    private static final int TAG_RESERVE = 3;
    private static final int TAG_CONFIRM = 4;
    private static final int TAG_ATTACH = 5;
    private static final int TAG_FENCE = 6;

    /** 7 to 14 and 16 to 19 are tags of {@link MovementCodec}, those from 20 on of {@link AliasCodec}. */
    private static final int TAG_CHANGE = 15;

    private static final int SAME_ORIGIN = 0x80;

    private static final int HAS_KEY = 0x01;
    private static final int HAS_TO = 0x02;
    private static final int KIND_SHIFT = 2;
    private static final int KIND_MASK = 0x03;
    private static final int HISTORY = 0x10;
    private static final int HAS_CURRENCY = 0x20;
    private static final int HAS_EFFECTIVE = 0x40;
    private static final int HAS_REFERENCE = 0x80;
    private static final int HAS_DESCRIPTION = 0x100;
    private static final int IMPORT = 0x200;
    private static final int REVERSES = 0x400;

    /** The kind is one of those after the first four. */
    private static final int MORE_KINDS = 0x800;

    private static final int POST_FLAGS_MAX = 0xfff;

    /** In the flags of a capture or a release. */
    private static final int TAKES_ALL = 0x01;

    private static final int LAST = 0x02;

    private static final TransactionKind[] KINDS = TransactionKind.values();
    private static final AccountStatus[] ACCOUNT_STATUSES = AccountStatus.values();

    /** Minimum size of a command: a tag, two texts of one character and their lengths. */
    private static final int COMMAND_BYTES_MIN = 5;

    private LedgerCodec() {}

    public static void write(WireWriter out, LedgerCommand command) {
        write(out, command, null);
    }

    public static LedgerCommand readCommand(WireReader in) throws WireException {
        return readCommand(in, null);
    }

    /**
     * Encodes commands for the body of a log entry, which is a stamp, the number of all commands,
     * and any number of such runs.
     */
    public static void writeRun(WireWriter out, List<LedgerCommand> commands) {
        LedgerCommand previous = null;
        for (LedgerCommand command : commands) {
            write(out, command, previous);
            previous = command;
        }
    }

    /** Encoded size of a single command; after another one of the same origin it takes less. */
    public static int bytes(LedgerCommand command) {
        return CommandSize.of(command);
    }

    /** Encodes a short list of commands. */
    static void writeCommands(WireWriter out, List<? extends LedgerCommand> commands) {
        out.varint(commands.size());
        commands.forEach(command -> write(out, command, null));
    }

    static List<LedgerCommand> readCommands(WireReader in) throws WireException {
        int count = in.listSize(COMMAND_BYTES_MIN);
        List<LedgerCommand> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(readCommand(in, null));
        }
        return commands;
    }

    public static LedgerBatch readBatch(WireReader in) throws WireException {
        long stampMs = in.varint();
        int count = in.listSize(COMMAND_BYTES_MIN);
        if (stampMs < 0
                || stampMs > LedgerLimits.STAMP_MS_MAX
                || count > LedgerLimits.COMMANDS_PER_ENTRY_MAX) {
            throw new WireException("a batch beyond its limits");
        }
        List<LedgerCommand> commands = new ArrayList<>(count);
        LedgerCommand previous = null;
        for (int i = 0; i < count; i++) {
            previous = readCommand(in, previous);
            commands.add(previous);
        }
        return new LedgerBatch(stampMs, commands);
    }

    public static void write(WireWriter out, LedgerResult result) {
        AnswerCodec.write(out, result);
    }

    public static LedgerResult readResult(WireReader in) throws WireException {
        return AnswerCodec.readResult(in);
    }

    public static void write(WireWriter out, LedgerQuery query) {
        QueryCodec.write(out, query);
    }

    public static LedgerQuery readQuery(WireReader in) throws WireException {
        return QueryCodec.readQuery(in);
    }

    public static void write(WireWriter out, LedgerAnswer answer) {
        AnswerCodec.write(out, answer);
    }

    public static LedgerAnswer readAnswer(WireReader in) throws WireException {
        return AnswerCodec.readAnswer(in);
    }

    private static void write(
            WireWriter out, LedgerCommand command, @Nullable LedgerCommand previous) {
        boolean same =
                previous != null
                        && previous.requestId().equals(command.requestId())
                        && previous.by().equals(command.by());
        int tag =
                switch (command) {
                    case OpenAccount open -> TAG_OPEN;
                    case Post post -> TAG_POST;
                    case ReserveAlias reserve -> TAG_RESERVE;
                    case ConfirmAlias confirm -> TAG_CONFIRM;
                    case Attach attach -> TAG_ATTACH;
                    case FenceUploads fence -> TAG_FENCE;
                    case ChangeAccount change ->
                            change.aliases() == null ? TAG_CHANGE : AliasCodec.TAG_CHANGE;
                    case LedgerCommand.AliasStep step -> AliasCodec.tag(step);
                    case MovementCommand movement -> MovementCodec.tag(movement);
                };
        out.u8(same ? tag | SAME_ORIGIN : tag);
        if (!same) {
            out.text(command.by()).text(command.requestId());
        }
        switch (command) {
            case OpenAccount open -> {
                out.varint(open.number().value()).text(open.key()).text(open.holder());
                out.text(open.currency()).u8(open.scale()).varint(open.overdraftLimitMinor());
                writeTexts(out, open.aliases());
            }
            case Post post -> writePost(out, post);
            case ReserveAlias reserve -> out.text(reserve.alias()).text(reserve.key());
            case ConfirmAlias confirm ->
                    out.text(confirm.alias()).text(confirm.key()).varint(confirm.account().value());
            case Attach attach ->
                    out.i64(attach.transaction().high())
                            .i64(attach.transaction().low())
                            .varint(attach.account().value())
                            .text(attach.key())
                            .text(attach.sha256())
                            .varint(attach.bytes())
                            .text(attach.mediaType())
                            .text(attach.name())
                            .varint(attach.epoch());
            case FenceUploads fence -> {
                out.varint(fence.epoch());
                writeTexts(out, fence.files());
            }
            case ChangeAccount change -> writeChange(out, change);
            case LedgerCommand.AliasStep step -> AliasCodec.write(out, step);
            case MovementCommand movement -> MovementCodec.write(out, movement);
        }
    }

    static void writePost(WireWriter out, Post post) {
        AccountNumber to = post.toAccount();
        String key = post.key();
        String currency = post.currency();
        String reference = post.reference();
        String description = post.description();
        out.varint(flags(post)).i64(post.id().high()).i64(post.id().low());
        out.varint(post.account().value());
        out.zigzag(post.amountUnscaled()).zigzag(post.amountScale());
        if (key != null) {
            out.text(key);
        }
        if (to != null) {
            out.varint(to.value());
        }
        if (currency != null) {
            out.text(currency);
        }
        if (post.effectiveAtMs() != 0) {
            out.zigzag(post.effectiveAtMs());
        }
        if (reference != null) {
            out.text(reference);
        }
        if (description != null) {
            out.text(description);
        }
        switch (post.purpose()) {
            case null -> {
                // It has nothing to do with another posting.
            }
            case Purpose.Reverses(TransactionId id) -> out.i64(id.high()).i64(id.low());
            case Purpose.Holds(long expiresInMs) -> out.varint(expiresInMs);
            case Purpose.Captures(TransactionId id, boolean all, boolean last) ->
                    out.i64(id.high()).i64(id.low()).u8((all ? TAKES_ALL : 0) | (last ? LAST : 0));
            case Purpose.Releases(TransactionId id, boolean all) ->
                    out.i64(id.high()).i64(id.low()).u8(all ? TAKES_ALL : 0);
            case Purpose.Bundles bundles ->
                    throw new IllegalArgumentException("a batch is no posting of one account");
        }
    }

    private static @Nullable Purpose readPurpose(WireReader in, TransactionKind kind, int flags)
            throws WireException {
        return switch (kind) {
            case DEPOSIT, WITHDRAWAL, TRANSFER, REVERSAL ->
                    (flags & REVERSES) != 0
                            ? new Purpose.Reverses(new TransactionId(in.i64(), in.i64()))
                            : null;
            case HOLD -> new Purpose.Holds(in.varint());
            case CAPTURE -> {
                TransactionId id = new TransactionId(in.i64(), in.i64());
                int its = in.count(TAKES_ALL | LAST);
                yield new Purpose.Captures(id, (its & TAKES_ALL) != 0, (its & LAST) != 0);
            }
            case RELEASE ->
                    new Purpose.Releases(
                            new TransactionId(in.i64(), in.i64()), in.count(TAKES_ALL) != 0);
            case BATCH -> throw new WireException("a batch is no posting of one account");
        };
    }

    static int flags(Post post) {
        int kind = post.kind().ordinal();
        int flags = (kind & KIND_MASK) << KIND_SHIFT;
        flags |= kind > KIND_MASK ? MORE_KINDS : 0;
        flags |= post.key() != null ? HAS_KEY : 0;
        flags |= post.toAccount() != null ? HAS_TO : 0;
        flags |= post.mode() == PostingMode.HISTORY ? HISTORY : 0;
        flags |= post.mode() == PostingMode.IMPORT ? IMPORT : 0;
        flags |= post.currency() != null ? HAS_CURRENCY : 0;
        flags |= post.effectiveAtMs() != 0 ? HAS_EFFECTIVE : 0;
        flags |= post.reference() != null ? HAS_REFERENCE : 0;
        flags |= post.description() != null ? HAS_DESCRIPTION : 0;
        flags |= post.reverses() != null ? REVERSES : 0;
        return flags;
    }

    private static LedgerCommand readCommand(WireReader in, @Nullable LedgerCommand previous)
            throws WireException {
        int tag = in.u8();
        String by;
        String requestId;
        if ((tag & SAME_ORIGIN) == 0) {
            by = text(in, LedgerLimits.BY_CHARS_MAX);
            requestId = text(in, LedgerLimits.REQUEST_ID_CHARS_MAX);
        } else if (previous != null) {
            by = previous.by();
            requestId = previous.requestId();
        } else {
            throw new WireException("the first command has nothing to share");
        }
        try {
            return switch (tag & ~SAME_ORIGIN) {
                case TAG_OPEN ->
                        new OpenAccount(
                                account(in),
                                text(in, LedgerLimits.KEY_CHARS_MAX),
                                text(in, LedgerLimits.HOLDER_CHARS_MAX),
                                text(in, 3),
                                in.u8(),
                                in.varint(),
                                readTexts(
                                        in, LedgerLimits.ALIASES_MAX, LedgerLimits.ALIAS_CHARS_MAX),
                                by,
                                requestId);
                case TAG_POST -> readPost(in, by, requestId);
                case TAG_RESERVE ->
                        new ReserveAlias(
                                text(in, LedgerLimits.ALIAS_CHARS_MAX),
                                text(in, LedgerLimits.KEY_CHARS_MAX),
                                by,
                                requestId);
                case TAG_CONFIRM ->
                        new ConfirmAlias(
                                text(in, LedgerLimits.ALIAS_CHARS_MAX),
                                text(in, LedgerLimits.KEY_CHARS_MAX),
                                account(in),
                                by,
                                requestId);
                case TAG_ATTACH ->
                        new Attach(
                                new TransactionId(in.i64(), in.i64()),
                                account(in),
                                text(in, LedgerLimits.KEY_CHARS_MAX),
                                text(in, 64),
                                in.varint(),
                                text(in, LedgerLimits.MEDIA_TYPE_CHARS_MAX),
                                text(in, LedgerLimits.ATTACHMENT_NAME_CHARS_MAX),
                                in.varint(),
                                by,
                                requestId);
                case TAG_FENCE ->
                        new FenceUploads(
                                in.varint(),
                                readTexts(in, LedgerLimits.FENCED_FILES_MAX, 64),
                                by,
                                requestId);
                case TAG_CHANGE -> readChange(in, false, by, requestId);
                case AliasCodec.TAG_CHANGE -> readChange(in, true, by, requestId);
                default -> readStep(in, tag & ~SAME_ORIGIN, by, requestId);
            };
        } catch (IllegalArgumentException e) {
            // The constructors check the limits; what they reject is not a valid command.
            throw new WireException("no command: " + e.getMessage());
        }
    }

    private static LedgerCommand readStep(WireReader in, int tag, String by, String requestId)
            throws WireException {
        return AliasCodec.isStep(tag)
                ? AliasCodec.read(in, tag, by, requestId)
                : MovementCodec.read(in, tag, by, requestId);
    }

    static Post readPost(WireReader in, String by, String requestId) throws WireException {
        int flags = in.count(POST_FLAGS_MAX);
        TransactionId id = new TransactionId(in.i64(), in.i64());
        AccountNumber account = account(in);
        long unscaled = in.zigzag();
        long scale = in.zigzag();
        if ((int) scale != scale) {
            throw new WireException("a scale fits an int");
        }
        String key = (flags & HAS_KEY) != 0 ? text(in, LedgerLimits.KEY_CHARS_MAX) : null;
        AccountNumber to = (flags & HAS_TO) != 0 ? account(in) : null;
        String currency = (flags & HAS_CURRENCY) != 0 ? text(in, 3) : null;
        long effectiveAtMs = (flags & HAS_EFFECTIVE) != 0 ? in.zigzag() : 0;
        String reference =
                (flags & HAS_REFERENCE) != 0 ? text(in, LedgerLimits.REFERENCE_CHARS_MAX) : null;
        String description =
                (flags & HAS_DESCRIPTION) != 0
                        ? text(in, LedgerLimits.DESCRIPTION_CHARS_MAX)
                        : null;
        TransactionKind kind = kind(flags);
        return new Post(
                id,
                key,
                kind,
                account,
                to,
                unscaled,
                (int) scale,
                currency,
                effectiveAtMs,
                reference,
                description,
                mode(flags),
                readPurpose(in, kind, flags),
                by,
                requestId);
    }

    private static void writeChange(WireWriter out, ChangeAccount change) {
        AccountStatus status = change.status();
        Long limitMinor = change.overdraftLimitMinor();
        out.varint(change.account().value()).optionalText(change.key());
        out.u8(status == null ? 0 : status.ordinal() + 1).optionalText(change.holder());
        out.bool(limitMinor != null);
        if (limitMinor != null) {
            out.varint(limitMinor);
        }
        out.varint(change.expectedVersion());
        LedgerCommand.WantedAliases aliases = change.aliases();
        if (aliases != null) {
            AliasCodec.write(out, aliases);
        }
    }

    private static ChangeAccount readChange(
            WireReader in, boolean hasAliases, String by, String requestId) throws WireException {
        AccountNumber account = account(in);
        String key = optionalText(in, LedgerLimits.KEY_CHARS_MAX);
        int status = in.count(ACCOUNT_STATUSES.length);
        String holder = optionalText(in, LedgerLimits.HOLDER_CHARS_MAX);
        Long limitMinor = in.bool() ? Long.valueOf(in.varint()) : null;
        long expectedVersion = in.varint();
        return new ChangeAccount(
                account,
                key,
                status == 0 ? null : ACCOUNT_STATUSES[status - 1],
                holder,
                limitMinor,
                hasAliases ? AliasCodec.readWanted(in) : null,
                expectedVersion,
                by,
                requestId);
    }

    private static TransactionKind kind(int flags) throws WireException {
        int kind = flags >>> KIND_SHIFT & KIND_MASK;
        int ordinal = (flags & MORE_KINDS) != 0 ? kind + KIND_MASK + 1 : kind;
        if (ordinal >= KINDS.length) {
            throw new WireException("unknown kind " + ordinal);
        }
        return KINDS[ordinal];
    }

    private static PostingMode mode(int flags) throws WireException {
        return switch (flags & (HISTORY | IMPORT)) {
            case 0 -> PostingMode.LIVE;
            case HISTORY -> PostingMode.HISTORY;
            case IMPORT -> PostingMode.IMPORT;
            default -> throw new WireException("two modes of one posting");
        };
    }

    static AccountNumber account(WireReader in) throws WireException {
        return new AccountNumber(in.count(AccountNumber.VALUE_MAX));
    }

    /** Reads a text of at most this many characters; a character takes up to three bytes. */
    static String text(WireReader in, int charsMax) throws WireException {
        String text = in.text(charsMax * 3);
        if (text.length() > charsMax) {
            throw new WireException("a text of " + text.length() + " characters, not " + charsMax);
        }
        return text;
    }

    static @Nullable String optionalText(WireReader in, int charsMax) throws WireException {
        return in.bool() ? text(in, charsMax) : null;
    }

    /** Reads an enum constant by its ordinal. */
    static <E extends Enum<E>> E constant(WireReader in, E[] values) throws WireException {
        return values[in.count(values.length - 1)];
    }

    static void writeTexts(WireWriter out, List<String> texts) {
        out.varint(texts.size());
        texts.forEach(out::text);
    }

    static List<String> readTexts(WireReader in, int countMax, int charsMax) throws WireException {
        int count = in.count(countMax);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(in, charsMax));
        }
        return texts;
    }
}
