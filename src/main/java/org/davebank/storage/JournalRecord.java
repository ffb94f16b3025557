package org.davebank.storage;

import org.davebank.base.Invariant;

/**
 * One record of the journal. The payload is opaque to storage and must not be changed afterwards.
 *
 * @param group the consensus group's number, 0 to 65,535; 0 for none
 * @param payload at most {@link #PAYLOAD_BYTES_MAX} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Copied at the edges of the journal, never compared.
public record JournalRecord(RecordKind kind, int group, byte[] payload) {

    public static final int PAYLOAD_BYTES_MAX = 2 << 20;
    public static final int GROUP_MAX = 0xffff;

    public JournalRecord {
        Invariant.check(group >= 0 && group <= GROUP_MAX, "group fits", group, GROUP_MAX);
        Invariant.check(
                payload.length <= PAYLOAD_BYTES_MAX,
                "payload fits",
                payload.length,
                PAYLOAD_BYTES_MAX);
    }
}
