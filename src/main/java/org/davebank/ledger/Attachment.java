package org.davebank.ledger;

/**
 * A file that belongs to a transaction. The bytes lie on the holders of their hash; this is the
 * ledger's word that they do.
 *
 * @param order its place among the transaction's attachments, from 0
 * @param sha256 the file's name, 64 lower-case hexadecimal digits
 * @param bytes its size, 1 to {@link LedgerLimits#ATTACHMENT_BYTES_MAX}
 * @param mediaType as told by whoever attached it; never believed
 * @param name for people; it is a name only and never a path
 * @param attachedAtMs the cluster's clock in the log entry, wall milliseconds
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

    /** What an attachment takes in a message at most, roughly. */
    public static final int WIRE_BYTES_MAX = 1_024;
}
