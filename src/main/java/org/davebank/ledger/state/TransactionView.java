package org.davebank.ledger.state;

import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.TransactionId;
import org.davebank.ledger.Batch;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.Transaction;
import org.davebank.ledger.TransactionKind;
import org.davebank.ledger.TransactionStatus;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.jspecify.annotations.Nullable;

/**
 * A view of one record in the {@link TransactionLog}. Reads numbers when it moves to a record,
 * texts only on demand. A scan moves one view from record to record, so that it allocates only its
 * results. Not thread-safe.
 *
 * <p>Layout, in this order: flags (u8), more flags and rejection code or part (u8), amount (u48), id
 * (2 × i64), account (i32), link; of a kind beyond the first three which one (u8); with a to-account its
 * number; of what credits it here its link and balance after; of a hold how long it lasts; of a reversal
 * or a step of a hold the id of the original (2 × i64), the distances to it and to what followed it
 * before, and what that had given back or captured; of a step of a hold its state after it and how the
 * step was asked for (u8); of a batch the number of its items, that of the failed one plus one, and the
 * items' digest (2 × i64); balance after (zigzag), or of an incoming record the entry's stamp less that
 * of the decision; of a late one that difference too; the entry's stamp, log index; when given the effective time less the decision's
 * stamp (zigzag); the origin; then key, reference, description as flagged. A link is the
 * distance in sequences back to the account's record before, 0 for none. The origin (by, request
 * id) is either inline or the distance to the record that has the same one inline. Numbers without
 * a type are varints.
 */
final class TransactionView {

    /** Its greatest value means that the kind follows. */
    static final int KIND_MASK = 0x03;

    static final int REJECTED = 0x04;
    static final int HAS_KEY = 0x08;
    static final int HAS_TO = 0x10;
    static final int HAS_EFFECTIVE = 0x20;
    static final int HAS_REFERENCE = 0x40;
    static final int HAS_DESCRIPTION = 0x80;

    static final int CODE_MASK = 0x1f;
    static final int HISTORY = 0x20;
    static final int INLINE_ORIGIN = 0x40;
    static final int IMPORT = 0x80;

    /** In a step of a hold. */
    static final int ALL = 0x01;

    static final int LAST = 0x02;
    static final int STATE_SHIFT = 2;

    /** Offset of the amount within a record. */
    static final int AMOUNT_OFFSET = 2;

    private static final TransactionKind[] KINDS = TransactionKind.values();
    private static final RejectionCode[] CODES = RejectionCode.values();
    private static final HoldState[] STATES = HoldState.values();
    private static final TransactionLog.Part[] PARTS = TransactionLog.Part.values();
    private static final int INCOMING = TransactionLog.Part.INCOMING.ordinal();
    private static final int RETURN = TransactionLog.Part.RETURN.ordinal();

    private final RecordLog log;
    private final RecordCursor cursor = new RecordCursor();

    /** Of a record that has the origin of another one. */
    private @Nullable TransactionView origin;

    private long sequence;
    private int flags;
    private int moreFlags;
    private TransactionKind kind = TransactionKind.DEPOSIT;
    private long amountMinor;
    private long idHigh;
    private long idLow;
    private int account;
    private long link;
    private int toAccount;
    private long toLink;
    private long toBalanceAfterMinor;
    private long originalHigh;
    private long originalLow;
    private long original;
    private long beforeInChain;
    private long sumBeforeMinor;
    private long expiresInMs;
    private int step;
    private int items;
    private int failed;
    private long balanceAfterMinor;
    private long committedAtMs;
    private long enteredAtMs;
    private long index;
    private long effectiveAtMs;
    private long originDistance;
    private int textsAt;

    TransactionView(RecordLog log) {
        this.log = log;
    }

    TransactionView moveTo(long newSequence) {
        RecordCursor in = cursor;
        log.moveTo(newSequence, in);
        sequence = newSequence;
        flags = in.u8();
        moreFlags = in.u8();
        amountMinor = in.u48();
        idHigh = in.i64();
        idLow = in.i64();
        account = in.i32();
        link = in.varint();
        kind = kind(in);
        toAccount = -1;
        toLink = 0;
        toBalanceAfterMinor = 0;
        if ((flags & HAS_TO) != 0) {
            toAccount = (int) in.varint();
            if (isCreditedHere()) {
                toLink = in.varint();
                toBalanceAfterMinor = in.zigzag();
            }
        }
        original = 0;
        if (kind == TransactionKind.HOLD) {
            expiresInMs = in.varint();
        } else if (kind == TransactionKind.BATCH) {
            items = (int) in.varint();
            failed = (int) in.varint() - 1;
            originalHigh = in.i64();
            originalLow = in.i64();
        } else if (kind.ordinal() >= KIND_MASK) {
            originalHigh = in.i64();
            originalLow = in.i64();
            original = in.varint();
            beforeInChain = in.varint();
            sumBeforeMinor = in.varint();
            step = kind == TransactionKind.REVERSAL ? 0 : in.u8();
        }
        long balanceOrDelay = in.zigzag();
        long lateMs = !rejected() && part().isLate() ? in.varint() : 0;
        enteredAtMs = in.varint();
        boolean incoming = isIncoming();
        balanceAfterMinor = incoming ? toBalanceAfterMinor : balanceOrDelay;
        committedAtMs = enteredAtMs - (incoming ? balanceOrDelay : lateMs);
        index = in.varint();
        effectiveAtMs = committedAtMs + ((flags & HAS_EFFECTIVE) != 0 ? in.zigzag() : 0);
        originDistance = (moreFlags & INLINE_ORIGIN) != 0 ? 0 : in.varint();
        textsAt = in.position();
        return this;
    }

    private TransactionLog.Part part() {
        return PARTS[moreFlags & CODE_MASK];
    }

    private TransactionKind kind(RecordCursor in) {
        int kind = flags & KIND_MASK;
        return KINDS[kind == KIND_MASK ? kind + in.u8() : kind];
    }

    RecordCursor cursor() {
        return cursor;
    }

    long sequence() {
        return sequence;
    }

    TransactionKind kind() {
        return kind;
    }

    boolean rejected() {
        return (flags & REJECTED) != 0;
    }

    /** Whether it comes from an import. */
    boolean isOfFile() {
        return (moreFlags & (HISTORY | IMPORT)) != 0;
    }

    PostingMode mode() {
        if ((moreFlags & HISTORY) != 0) {
            return PostingMode.HISTORY;
        }
        return (moreFlags & IMPORT) != 0 ? PostingMode.IMPORT : PostingMode.LIVE;
    }

    /** The request or import job that caused it. */
    String requestId() {
        RecordCursor from = moveToOrigin();
        from.skipText();
        return from.text();
    }

    /** Whether it credits its to-account, in this shard. */
    boolean isCreditedHere() {
        boolean moves =
                kind == TransactionKind.TRANSFER
                        || kind == TransactionKind.REVERSAL
                        || kind == TransactionKind.CAPTURE;
        return moves && (flags & (REJECTED | HAS_TO)) == HAS_TO && !part().leaves();
    }

    /** Whether it credits its account. */
    boolean isCredit() {
        return kind == TransactionKind.DEPOSIT
                || (!rejected() && (moreFlags & CODE_MASK) == RETURN);
    }

    /** The sequence of what a posted reversal gives back, or a posted step of a hold follows; or -1. */
    long original() {
        return original == 0 ? -1 : sequence - original;
    }

    /** The sequence of the record before that follows the same original, or -1. */
    long beforeInChain() {
        return beforeInChain == 0 ? -1 : sequence - beforeInChain;
    }

    /** What it and those before it have given back or captured of the original. */
    long sumMinor() {
        return kind == TransactionKind.RELEASE ? sumBeforeMinor : sumBeforeMinor + amountMinor;
    }

    /** What a hold is after this step of it. */
    HoldState holdState() {
        return STATES[step >>> STATE_SHIFT];
    }

    /** When a hold ends by itself. */
    long expiresAtMs() {
        return committedAtMs + expiresInMs;
    }

    /** The purpose of the posting. */
    @Nullable Purpose purpose() {
        return switch (kind) {
            case DEPOSIT, WITHDRAWAL, TRANSFER -> null;
            case REVERSAL -> new Purpose.Reverses(originalId());
            case HOLD -> new Purpose.Holds(expiresInMs);
            case CAPTURE ->
                    new Purpose.Captures(originalId(), (step & ALL) != 0, (step & LAST) != 0);
            case RELEASE -> new Purpose.Releases(originalId(), (step & ALL) != 0);
            case BATCH ->
                    new Purpose.Bundles(items, failed, new Batch.Digest(originalHigh, originalLow));
        };
    }

    private TransactionId originalId() {
        return new TransactionId(originalHigh, originalLow);
    }

    /** The transaction that a reversal gives back, or null. */
    @Nullable TransactionId reverses() {
        return kind == TransactionKind.REVERSAL ? originalId() : null;
    }

    /** What the record itself says of reversals and holds. */
    ReversalLinks reversalLinks() {
        return ReversalLinks.of(purpose(), isCredit(), rejected() ? 0 : amountMinor, committedAtMs);
    }

    /** Whether it is the debit of a transfer to another shard. */
    boolean isOutgoing() {
        return !rejected() && part().leaves();
    }

    /** Whether it says that a movement with other shards was committed here. */
    boolean commits() {
        return isOutgoing() || (kind == TransactionKind.BATCH && !rejected() && !isIncoming());
    }

    /**
     * Whether it is the credit of a transfer from another shard, where its home record is; or notes that
     * the items of such a batch are booked.
     */
    boolean isIncoming() {
        return !rejected() && (moreFlags & CODE_MASK) == INCOMING;
    }

    @Nullable RejectionCode code() {
        return rejected() ? CODES[(moreFlags & CODE_MASK) - 1] : null;
    }

    long amountMinor() {
        return amountMinor;
    }

    boolean hasId(TransactionId id) {
        return idHigh == id.high() && idLow == id.low();
    }

    TransactionId id() {
        return new TransactionId(idHigh, idLow);
    }

    int account() {
        return account;
    }

    /** An account of this shard that it belongs to. */
    int accountHere() {
        return isIncoming() ? toAccount : account;
    }

    /** The number of the to-account, or -1. */
    int toAccount() {
        return toAccount;
    }

    long balanceAfterMinor() {
        return balanceAfterMinor;
    }

    /** The credited account's balance right after a posted transfer. */
    long toBalanceAfterMinor() {
        return toBalanceAfterMinor;
    }

    /** Stamp of the decision. */
    long committedAtMs() {
        return committedAtMs;
    }

    /** Stamp of the record's entry, which never decreases along the log. */
    long enteredAtMs() {
        return enteredAtMs;
    }

    long effectiveAtMs() {
        return effectiveAtMs;
    }

    /** Whether the caller set an effective time; otherwise it is the commit time. */
    boolean effectiveGiven() {
        return (flags & HAS_EFFECTIVE) != 0;
    }

    /** Whether the record is part of this account's history. */
    boolean touches(int number) {
        return kind != TransactionKind.BATCH
                && ((account == number && !isIncoming())
                        || (toAccount == number && isCreditedHere()));
    }

    /** The sequence of the previous record in an account's history, or -1. */
    long before(int number) {
        long distance = account == number && !isIncoming() ? link : toLink;
        return distance == 0 ? -1 : sequence - distance;
    }

    /** The change of an account's balance by this record. */
    long effectOn(int number) {
        if (rejected()) {
            return 0;
        }
        return switch (kind) {
            case DEPOSIT -> amountMinor;
            case WITHDRAWAL -> -amountMinor;
            case TRANSFER, CAPTURE -> debitOf(number) ? -amountMinor : amountMinor;
            case HOLD, RELEASE, BATCH -> 0;
            case REVERSAL -> isCredit() || !debitOf(number) ? amountMinor : -amountMinor;
        };
    }

    private boolean debitOf(int number) {
        return account == number && !isIncoming();
    }

    @Nullable String key() {
        if ((flags & HAS_KEY) == 0) {
            return null;
        }
        moveToKey();
        return cursor.text();
    }

    @Nullable String reference() {
        if ((flags & HAS_REFERENCE) == 0) {
            return null;
        }
        moveToReference();
        return cursor.text();
    }

    @Nullable String description() {
        if ((flags & HAS_DESCRIPTION) == 0) {
            return null;
        }
        moveToReference();
        if ((flags & HAS_REFERENCE) != 0) {
            cursor.skipText();
        }
        return cursor.text();
    }

    private void moveToKey() {
        cursor.position(textsAt);
        if ((moreFlags & INLINE_ORIGIN) != 0) {
            cursor.skipText();
            cursor.skipText();
        }
    }

    private void moveToReference() {
        moveToKey();
        if ((flags & HAS_KEY) != 0) {
            cursor.skipText();
        }
    }

    /** The record as a value. */
    Transaction transaction(String currency) {
        String key = key();
        String reference = reference();
        String description = description();
        RecordCursor from = moveToOrigin();
        String by = from.text();
        String requestId = from.text();
        return new Transaction(
                id(),
                key,
                kind,
                new AccountNumber(account),
                toAccount < 0 ? null : new AccountNumber(toAccount),
                amountMinor,
                currency,
                committedAtMs,
                effectiveAtMs,
                reference,
                description,
                by,
                requestId,
                rejected() ? TransactionStatus.REJECTED : TransactionStatus.POSTED,
                code(),
                balanceAfterMinor,
                index,
                sequence,
                List.of(),
                reversalLinks());
    }

    private RecordCursor moveToOrigin() {
        if (originDistance == 0) {
            cursor.position(textsAt);
            return cursor;
        }
        TransactionView its = origin == null ? new TransactionView(log) : origin;
        origin = its;
        its.moveTo(sequence - originDistance).cursor.position(its.textsAt);
        return its.cursor;
    }
}
