package org.davebank.ledger;

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
}
