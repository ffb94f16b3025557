package org.davebank.ledger.state;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.AccountNumber;
import org.davebank.base.Invariant;
import org.davebank.base.Spill;
import org.davebank.base.TransactionId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.ledger.Attachment;
import org.davebank.ledger.LedgerCommand.Attach;
import org.davebank.ledger.LedgerCommand.FenceUploads;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.LedgerResult.Attached;
import org.davebank.ledger.LedgerResult.Refused;
import org.davebank.ledger.LedgerResult.UploadsFenced;
import org.davebank.ledger.RejectionCode;
import org.davebank.ledger.store.HashIndex;
import org.davebank.ledger.store.LedgerCapacity;
import org.davebank.ledger.store.RecordCursor;
import org.davebank.ledger.store.RecordLog;
import org.davebank.ledger.store.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * The attachments of this shard's transactions. Each attachment and fence is a record in a log; the
 * attachments of a transaction are a chain from the newest back, like the records of an account.
 * Not thread-safe.
 *
 * <pre>
 * Invariants
 *   T1  no record of an upload follows a fence of its epoch or a later one
 *   T2  a transaction has at most ATTACHMENTS_PER_TRANSACTION_MAX attachments
 * </pre>
 */
final class AttachmentBook {

    private static final int PAGE_BYTES = 16_384;
    private static final int TEXT_BYTES_MAX = 3 * LedgerLimits.KEY_CHARS_MAX;
    private static final int FENCE = 0;
    private static final int ATTACHMENT = 1;

    private final RecordLog records;
    private final RecordCursor cursor = new RecordCursor();
    private final HashIndex transactions;
    private final HashIndex keys;
    private final HashIndex files;
    private final long recordsMax;
    private long hash;
    private long fencedEpoch;

    /** @param recordsMax capacity in attachments and fences; fences get a little more */
    AttachmentBook(Spill spill, long recordsMax) {
        this.recordsMax = recordsMax;
        this.records = new RecordLog(PAGE_BYTES, spill);
        this.transactions = new HashIndex(spill);
        this.keys = new HashIndex(spill);
        this.files = new HashIndex(spill);
    }

    /**
     * One record.
     *
     * @param before the sequence of the transaction's previous attachment, or -1
     */
    private record Entry(
            long sequence,
            TransactionId transaction,
            int account,
            String key,
            Attachment attachment,
            long before) {

        boolean isOf(TransactionId id, int number) {
            return account == number && transaction.equals(id);
        }
    }

    LedgerResult attach(Attach command, boolean transactionExists, long stampMs, long index) {
        if (!transactionExists) {
            return new Refused(
                    RejectionCode.TRANSACTION_NOT_FOUND,
                    "account "
                            + command.account()
                            + " has no transaction "
                            + command.transaction());
        }
        int account = command.account().value();
        Entry earlier = byKey(command.transaction(), account, command.key());
        if (earlier != null) {
            return replay(earlier.attachment(), command);
        }
        if (command.epoch() <= fencedEpoch) {
            return new Refused(RejectionCode.UPLOAD_EXPIRED, "the upload has expired, repeat it");
        }
        Entry newest = newest(command.transaction(), account);
        int order = newest == null ? 0 : newest.attachment().order() + 1;
        if (order >= LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX) {
            return new Refused(
                    RejectionCode.TOO_LARGE,
                    "a transaction has at most "
                            + LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX
                            + " attachments");
        }
        if (records.count() >= recordsMax) {
            return LedgerCapacity.refusal("attachments", recordsMax);
        }
        Attachment attachment =
                new Attachment(
                        order,
                        command.sha256(),
                        command.bytes(),
                        command.mediaType(),
                        command.name(),
                        stampMs,
                        command.by(),
                        index);
        put(command, attachment, newest == null ? -1 : newest.sequence());
        return new Attached(attachment, false);
    }

    private static LedgerResult replay(Attachment earlier, Attach command) {
        boolean same =
                earlier.sha256().equals(command.sha256())
                        && earlier.bytes() == command.bytes()
                        && earlier.name().equals(command.name())
                        && earlier.mediaType().equals(command.mediaType());
        return same
                ? new Attached(earlier, true)
                : new Refused(
                        RejectionCode.IDEMPOTENCY_KEY_REUSED,
                        "this key attached another file to the transaction");
    }

    private void put(Attach command, Attachment attachment, long before) {
        WireWriter out = new WireWriter().u8(ATTACHMENT);
        out.i64(command.transaction().high()).i64(command.transaction().low());
        out.varint(command.account().value()).zigzag(before).text(command.key());
        out.text(command.requestId());
        attachment.write(out);
        long sequence = append(out.toBytes());
        long owner = owner(command.transaction(), command.account().value());
        if (before < 0) {
            transactions.add(owner, sequence);
        } else {
            transactions.replace(owner, before, sequence);
        }
        keys.add(StateHash.ofPair(owner, StateHash.ofText(-1, command.key())), sequence);
        files.add(StateHash.ofText(-1, command.sha256()), sequence);
    }

    LedgerResult fence(FenceUploads command) {
        if (command.epoch() > fencedEpoch) {
            if (records.count() >= LedgerCapacity.beyond(recordsMax)) {
                return LedgerCapacity.refusal("attachments", recordsMax);
            }
            fencedEpoch = command.epoch();
            append(new WireWriter().u8(FENCE).varint(fencedEpoch).toBytes());
        }
        List<String> referenced = new ArrayList<>();
        for (String file : command.files()) {
            if (byFile(file) != null) {
                referenced.add(file);
            }
        }
        return new UploadsFenced(referenced);
    }

    private long append(byte[] record) {
        hash = StateHash.chain(hash, record, 0, record.length);
        return records.append(record, record.length);
    }

    /** A transaction's attachments in the order of attachment. */
    List<Attachment> of(TransactionId transaction, AccountNumber account) {
        if (records.count() == 0) {
            return List.of();
        }
        List<Attachment> found = new ArrayList<>();
        Entry at = newest(transaction, account.value());
        while (at != null) {
            found.addFirst(at.attachment());
            at = at.before() < 0 ? null : entry(at.before());
        }
        return found;
    }

    /** The first attachment with these bytes, or null. */
    @Nullable Attachment byFile(String sha256) {
        files.probe(StateHash.ofText(-1, sha256));
        for (long at = files.next(); at >= 0; at = files.next()) {
            Attachment found = entry(at).attachment();
            if (found.sha256().equals(sha256)) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Entry newest(TransactionId transaction, int account) {
        transactions.probe(owner(transaction, account));
        for (long at = transactions.next(); at >= 0; at = transactions.next()) {
            Entry entry = entry(at);
            if (entry.isOf(transaction, account)) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Entry byKey(TransactionId transaction, int account, String key) {
        long owner = owner(transaction, account);
        keys.probe(StateHash.ofPair(owner, StateHash.ofText(-1, key)));
        for (long at = keys.next(); at >= 0; at = keys.next()) {
            Entry entry = entry(at);
            if (entry.isOf(transaction, account) && entry.key().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    private static long owner(TransactionId id, int account) {
        return StateHash.ofPair(StateHash.ofPair(id.high(), id.low()), account);
    }

    private Entry entry(long sequence) {
        records.moveTo(sequence, cursor);
        try {
            WireReader in = new WireReader(cursor.bytes(), cursor.start(), cursor.length());
            Invariant.check(in.u8() == ATTACHMENT, "indexes point to attachments");
            TransactionId id = new TransactionId(in.i64(), in.i64());
            int account = in.count(AccountNumber.VALUE_MAX);
            long before = in.zigzag();
            String key = in.text(TEXT_BYTES_MAX);
            in.text(TEXT_BYTES_MAX);
            return new Entry(sequence, id, account, key, Attachment.read(in), before);
        } catch (WireException e) {
            throw new Invariant.Broken("an attachment reads back: " + e.getMessage());
        }
    }

    RecordLog records() {
        return records;
    }

    long hash() {
        return hash;
    }

    long bytes() {
        return records.bytes() + transactions.bytes() + keys.bytes() + files.bytes();
    }
}
