package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.Spill;
import org.davebank.base.TransactionId;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerCommand.Purpose;
import org.davebank.ledger.PostingMode;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.ReversalLinks.HoldState;
import org.davebank.ledger.store.FarRecords;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.RecordBuffer;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * All recorded transactions of a shard, with two indexes to recognise retries: by id, and by
 * idempotency key within an account. {@link TransactionView} documents the layout of a record. Not
 * thread-safe.
 */
final class TransactionLog {

    /** Small enough that a step through an account's history takes a few microseconds. */
    private static final int PAGE_BYTES = 8_192;

    private final RecordLog records;
    private final HashIndex ids;
    private final HashIndex keys;
    private final RecordBuffer buffer = new RecordBuffer();
    private final TransactionView found;

    /** The last record with an inline origin; most records share the origin of the previous one. */
    private long originSequence = -1;

    private String originBy = "";
    private String originRequestId = "";

    private long hash;
    private long rejectedCount;

    private final FarRecords far = new FarRecords();

    TransactionLog(Spill spill) {
        this.records = new RecordLog(PAGE_BYTES, spill);
        this.ids = new HashIndex(spill);
        this.keys = new HashIndex(spill);
        this.found = new TransactionView(records);
    }

    RecordLog records() {
        return records;
    }

    long count() {
        return records.count();
    }

    long rejectedCount() {
        return rejectedCount;
    }

    /** The chain over all records, in order. */
    long hash() {
        return hash;
    }

    FarRecords far() {
        return far;
    }

    /**
     * The account's newest record of this key, or null; all earlier ones are rejected import rows.
     * The view is valid until the next call.
     */
    @Nullable TransactionView findByKey(int account, String key) {
        long newest = -1;
        probeKey(account, key);
        for (long at = keys.next(); at >= 0; at = keys.next()) {
            if (at > newest && isKeyOf(at, account, key)) {
                newest = at;
            }
        }
        return newest < 0 ? null : found.moveTo(newest);
    }

    private void probeKey(int account, String key) {
        keys.probe(StateHash.ofText(account, key));
    }

    private boolean isKeyOf(long sequence, int account, String key) {
        return found.moveTo(sequence).account() == account && key.equals(found.key());
    }

    /** The account's newest record of this id, or null. The view is valid until the next call. */
    @Nullable TransactionView findById(int account, TransactionId id) {
        long newest = -1;
        probeId(id);
        for (TransactionView at = nextWithId(id); at != null; at = nextWithId(id)) {
            newest = at.account() == account ? Math.max(newest, at.sequence()) : newest;
        }
        return newest < 0 ? null : found.moveTo(newest);
    }

    /** The sequence of the first credit of a transfer from another shard, by its payer and id; -1 if none. */
    long firstCredit(int payer, TransactionId id) {
        long first = -1;
        probeId(id);
        for (TransactionView at = nextWithId(id); at != null; at = nextWithId(id)) {
            if (at.account() == payer && at.isIncoming() && (first < 0 || at.sequence() < first)) {
                first = at.sequence();
            }
        }
        return first;
    }

    /** The sequences of all home records of this id in an account, oldest first. */
    List<Long> home(AccountNumber account, TransactionId id) {
        List<Long> sequences = new ArrayList<>();
        probeId(id);
        for (TransactionView at = nextWithId(id); at != null; at = nextWithId(id)) {
            if (at.account() == account.value() && !at.isIncoming()) {
                sequences.add(at.sequence());
            }
        }
        Collections.sort(sequences);
        return sequences;
    }

    /**
     * The sequence that a request has recorded for the key, or without a key for the id; -1 if
     * none.
     */
    long ofRequest(int account, @Nullable String key, TransactionId id, String requestId) {
        if (key == null) {
            probeId(id);
            for (TransactionView at = nextWithId(id); at != null; at = nextWithId(id)) {
                if (at.account() == account && at.requestId().equals(requestId)) {
                    return at.sequence();
                }
            }
            return -1;
        }
        probeKey(account, key);
        for (long at = keys.next(); at >= 0; at = keys.next()) {
            if (isKeyOf(at, account, key) && found.requestId().equals(requestId)) {
                return at;
            }
        }
        return -1;
    }

    /** The record of this sequence, which must exist. The view is valid until the next call. */
    TransactionView at(long sequence) {
        return found.moveTo(sequence);
    }

    /** Begins a lookup over all accounts. */
    void probeId(TransactionId id) {
        ids.probe(StateHash.ofPair(id.high(), id.low()));
    }

    /** The next record with this id, or null after the last. */
    @Nullable TransactionView nextWithId(TransactionId id) {
        for (long at = ids.next(); at >= 0; at = ids.next()) {
            if (found.moveTo(at).hasId(id)) {
                return found;
            }
        }
        return null;
    }

    /** How much of a movement a record covers. */
    enum Part {
        /** All of it: its accounts are in this shard. */
        WHOLE,

        /** The debit of a transfer to another shard: the home record. */
        OUTGOING,

        /** The credit of a transfer from another shard. */
        INCOMING,

        /** A reversal of a withdrawal: it credits its account. */
        RETURN,

        /** An item of a batch that another shard has decided: all of it. */
        LATE,

        /** Such an item that pays an account of a further shard. */
        LATE_OUTGOING;

        /** Whether the money goes to another shard. */
        boolean leaves() {
            return this == OUTGOING || this == LATE_OUTGOING;
        }

        /** Whether the record of the debited account says when another shard has decided. */
        boolean isLate() {
            return this == LATE || this == LATE_OUTGOING;
        }
    }

    /**
     * How a reversal is linked with what it gives back, or a step of a hold with the hold.
     *
     * @param original sequence of the record that it follows, -1 if that is not in this shard
     * @param before sequence of the record before it that follows the same one, or -1
     * @param sumMinor what those before it have given back or captured
     * @param state what the hold is after its step; null of a reversal
     */
    record Back(long original, long before, long sumMinor, @Nullable HoldState state) {

        /** Of everything else. */
        static final Back NONE = new Back(-1, -1, 0, null);
    }

    /**
     * The ledger's decision about a post, and its links in the histories of the accounts.
     *
     * @param balanceAfterMinor of the post's account; ignored if the record is INCOMING
     * @param committedAtMs the stamp of the decision; before {@code stampMs} if it was made in
     *     another shard
     * @param stampMs the stamp of the record's entry
     * @param before the account's record before, -1 if there is none here
     * @param back of a posted reversal, or a posted step of a hold
     */
    record Decision(
            LedgerCommand.Post post,
            Part part,
            long amountMinor,
            @Nullable RejectionCode code,
            long balanceAfterMinor,
            long toBalanceAfterMinor,
            long committedAtMs,
            long stampMs,
            long index,
            long before,
            long toBefore,
            Back back) {}

    /** Appends the record of a decision and returns its sequence. */
    long append(Decision decision) {
        LedgerCommand.Post post = decision.post();
        long sequence = records.count();
        encode(decision, sequence);
        records.append(buffer.bytes(), buffer.size());
        hash = StateHash.chain(hash, buffer.bytes(), 0, buffer.size());
        TransactionId id = post.id();
        ids.add(StateHash.ofPair(id.high(), id.low()), sequence);
        String key = post.key();
        if (key != null) {
            keys.add(StateHash.ofText(post.account().value(), key), sequence);
        }
        if (decision.code() != null) {
            rejectedCount++;
        }
        return sequence;
    }

    private void encode(Decision decision, long sequence) {
        LedgerCommand.Post post = decision.post();
        String key = post.key();
        String reference = post.reference();
        String description = post.description();
        AccountNumber to = post.toAccount();
        boolean inlineOrigin =
                originSequence < 0
                        || !originRequestId.equals(post.requestId())
                        || !originBy.equals(post.by());
        RecordBuffer out = buffer.clear();
        out.u8(flags(decision)).u8(moreFlags(decision, inlineOrigin));
        out.u48(decision.amountMinor()).i64(post.id().high()).i64(post.id().low());
        out.i32(post.account().value()).varint(distance(sequence, decision.before()));
        if (post.kind().ordinal() >= TransactionView.KIND_MASK) {
            out.u8(post.kind().ordinal() - TransactionView.KIND_MASK);
        }
        if (to != null) {
            out.varint(to.value());
            if (post.credits() && decision.code() == null && !decision.part().leaves()) {
                out.varint(distance(sequence, decision.toBefore()));
                out.zigzag(decision.toBalanceAfterMinor());
            }
        }
        encodePurpose(post, decision.back(), sequence);
        boolean incoming = decision.part() == Part.INCOMING;
        out.zigzag(
                incoming
                        ? decision.stampMs() - decision.committedAtMs()
                        : decision.balanceAfterMinor());
        if (decision.part().isLate()) {
            out.varint(decision.stampMs() - decision.committedAtMs());
        }
        out.varint(decision.stampMs()).varint(decision.index());
        if (post.effectiveAtMs() != 0) {
            out.zigzag(post.effectiveAtMs() - decision.committedAtMs());
            noteFar(decision, sequence);
        }
        if (inlineOrigin) {
            out.text(post.by()).text(post.requestId());
            originSequence = sequence;
            originBy = post.by();
            originRequestId = post.requestId();
        } else {
            out.varint(sequence - originSequence);
        }
        if (key != null) {
            out.text(key);
        }
        if (reference != null) {
            out.text(reference);
        }
        if (description != null) {
            out.text(description);
        }
    }

    private void encodePurpose(LedgerCommand.Post post, Back back, long sequence) {
        switch (post.purpose()) {
            case null -> {
                // It follows no record.
            }
            case Purpose.Holds(long expiresInMs) -> buffer.varint(expiresInMs);
            case Purpose.Reverses(TransactionId id) -> encodeLink(id, back, sequence);
            case Purpose.Captures(TransactionId id, boolean all, boolean last) -> {
                encodeLink(id, back, sequence);
                encodeStep(
                        back, (all ? TransactionView.ALL : 0) | (last ? TransactionView.LAST : 0));
            }
            case Purpose.Releases(TransactionId id, boolean all) -> {
                encodeLink(id, back, sequence);
                encodeStep(back, all ? TransactionView.ALL : 0);
            }
            case Purpose.Bundles bundles -> {
                buffer.varint(bundles.items()).varint(bundles.failed() + 1L);
                buffer.i64(bundles.digest().high()).i64(bundles.digest().low());
            }
        }
    }

    private void encodeLink(TransactionId original, Back back, long sequence) {
        buffer.i64(original.high()).i64(original.low());
        buffer.varint(distance(sequence, back.original()));
        buffer.varint(distance(sequence, back.before())).varint(back.sumMinor());
    }

    private void encodeStep(Back back, int step) {
        HoldState state = back.state();
        int after = state == null ? 0 : state.ordinal();
        buffer.u8(step | after << TransactionView.STATE_SHIFT);
    }

    private static int flags(Decision decision) {
        LedgerCommand.Post post = decision.post();
        int flags = Math.min(post.kind().ordinal(), TransactionView.KIND_MASK);
        flags |= decision.code() != null ? TransactionView.REJECTED : 0;
        flags |= post.key() != null ? TransactionView.HAS_KEY : 0;
        flags |= post.toAccount() != null ? TransactionView.HAS_TO : 0;
        flags |= post.effectiveAtMs() != 0 ? TransactionView.HAS_EFFECTIVE : 0;
        flags |= post.reference() != null ? TransactionView.HAS_REFERENCE : 0;
        return flags | (post.description() != null ? TransactionView.HAS_DESCRIPTION : 0);
    }

    private static int moreFlags(Decision decision, boolean inlineOrigin) {
        RejectionCode code = decision.code();
        int flags = code == null ? decision.part().ordinal() : code.ordinal() + 1;
        flags |= decision.post().mode() == PostingMode.HISTORY ? TransactionView.HISTORY : 0;
        flags |= decision.post().mode() == PostingMode.IMPORT ? TransactionView.IMPORT : 0;
        return flags | (inlineOrigin ? TransactionView.INLINE_ORIGIN : 0);
    }

    private static long distance(long sequence, long before) {
        return before < 0 ? 0 : sequence - before;
    }

    /** Stamps are not negative, so the distance of a later time fits a long. */
    private void noteFar(Decision decision, long sequence) {
        LedgerCommand.Post post = decision.post();
        long effectiveAtMs = post.effectiveAtMs();
        if (decision.code() == null && effectiveAtMs > decision.stampMs()) {
            AccountNumber to = post.toAccount();
            far.note(
                    effectiveAtMs - decision.stampMs(),
                    sequence,
                    post.account().value(),
                    to == null ? -1 : to.value());
        }
    }

    /** Up to {@code limit} candidates for records of this id; the caller verifies each one. */
    List<Long> withIdPerhaps(TransactionId id, int limit) {
        List<Long> sequences = new ArrayList<>();
        probeId(id);
        for (long at = ids.next(); at >= 0 && sequences.size() < limit; at = ids.next()) {
            sequences.add(at);
        }
        return sequences;
    }

    /** Changes the amount of one stored record in place, as damaged memory or an attacker would. */
    void alterAmount(long sequence, long deltaMinor) {
        found.moveTo(sequence);
        long altered = found.amountMinor() + deltaMinor;
        if (altered < 0 || altered >= 1L << 48) {
            throw new IllegalArgumentException("no amount can be altered to " + altered);
        }
        RecordBuffer field = buffer.clear().u48(altered);
        int at = found.cursor().start() + TransactionView.AMOUNT_OFFSET;
        System.arraycopy(field.bytes(), 0, found.cursor().bytes(), at, field.size());
        records.changed(sequence, found.cursor());
    }

    long bytes() {
        return records.bytes()
                + ids.bytes()
                + keys.bytes()
                + far.bytes()
                + RecordBuffer.RECORD_BYTES_MAX;
    }
}
