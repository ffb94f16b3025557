package org.davebank.storage;

import org.davebank.base.Invariant;

/**
 * The layout of the journal, fixed for the life of a data folder.
 *
 * @param segmentBytes size of every segment file
 * @param payloadBytesMax largest payload of one record, at most {@link
 *     JournalRecord#PAYLOAD_BYTES_MAX}
 * @param bufferBytesMax maximum number of bytes buffered between two drains
 */
public record JournalSettings(int segmentBytes, int payloadBytesMax, int bufferBytesMax) {

    public static final int BUFFER_BYTES_MAX = 64 << 20;
    static final int SEGMENT_BYTES_MAX = 1 << 30;

    public JournalSettings {
        Invariant.check(payloadBytesMax >= 64, "payloads hold the journal's own records");
        Invariant.check(
                payloadBytesMax <= JournalRecord.PAYLOAD_BYTES_MAX,
                "payload limit",
                payloadBytesMax,
                JournalRecord.PAYLOAD_BYTES_MAX);
        Invariant.check(
                segmentBytes >= JournalFormat.segmentBytesMin(payloadBytesMax)
                        && segmentBytes <= SEGMENT_BYTES_MAX,
                "a segment holds the largest record",
                segmentBytes,
                JournalFormat.segmentBytesMin(payloadBytesMax));
        Invariant.check(bufferBytesMax > 0, "buffer limit is positive");
    }

    /** Segments of the given size and the largest payload that fits, up to the general limit. */
    public JournalSettings(int segmentBytes) {
        this(
                segmentBytes,
                Math.min(
                        JournalRecord.PAYLOAD_BYTES_MAX,
                        segmentBytes - JournalFormat.segmentBytesMin(0)),
                BUFFER_BYTES_MAX);
    }
}
