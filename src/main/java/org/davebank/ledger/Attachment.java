package org.davebank.ledger;

import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * A file attached to a transaction. The holders of the hash store the bytes; this record guarantees
 * that they do.
 *
 * @param order position among the transaction's attachments, from 0
 * @param sha256 the file's name, 64 lower-case hexadecimal digits
 * @param bytes its size, 1 to {@link LedgerLimits#ATTACHMENT_BYTES_MAX}
 * @param mediaType as declared by the uploader; never trusted
 * @param name file name for people, never a path
 * @param attachedAtMs stamp of the log entry, wall-clock milliseconds
 * @param index log index of its entry in its shard
 */
public record Attachment(
        int order,
        String sha256,
        long bytes,
        String mediaType,
        String name,
        long attachedAtMs,
        String by,
        long index) {

    /** Approximate maximum size of an attachment in a message. */
    public static final int WIRE_BYTES_MAX = 1_024;

    /** Encodes it for answers and records. */
    public void write(WireWriter out) {
        out.varint(order).text(sha256).varint(bytes).text(mediaType).text(name);
        out.zigzag(attachedAtMs).text(by).varint(index);
    }

    public static Attachment read(WireReader in) throws WireException {
        return new Attachment(
                in.count(LedgerLimits.ATTACHMENTS_PER_TRANSACTION_MAX),
                LedgerCodec.text(in, 64),
                in.varint(),
                LedgerCodec.text(in, LedgerLimits.MEDIA_TYPE_CHARS_MAX),
                LedgerCodec.text(in, LedgerLimits.ATTACHMENT_NAME_CHARS_MAX),
                in.zigzag(),
                LedgerCodec.text(in, LedgerLimits.BY_CHARS_MAX),
                in.varint());
    }
}
