package org.davebank.raft;

import java.util.Arrays;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;

/**
 * One entry of the replicated log. The bytes are shared, not copied, and must not be changed.
 *
 * @param index from 1
 * @param term term of the leader that created the entry, from 1
 * @param data at most {@link #DATA_BYTES_MAX} bytes; empty for a NOOP, a configuration for a
 *     CONFIGURATION, the version of rules for RULES
 */
public record Entry(long index, long term, EntryKind kind, byte[] data) {

    public static final int DATA_BYTES_MAX = 1 << 20;

    /** No version of rules is above this. */
    public static final int RULES_MAX = 1_000_000;

    /** What an entry takes in addition to its data, in memory and on the wire, rounded up. */
    static final int OVERHEAD_BYTES = 32;

    /** Index, term, kind and data length take at least one byte each. */
    static final int WIRE_BYTES_MIN = 4;

    public Entry {
        if (index < 1 || index > RaftCodec.NUMBER_MAX || term < 1 || term > RaftCodec.NUMBER_MAX) {
            throw new IllegalArgumentException(
                    "index or term out of range: " + index + ", " + term);
        }
        if (data.length > DATA_BYTES_MAX) {
            throw new IllegalArgumentException("an entry's data is too long: " + data.length);
        }
        if (kind == EntryKind.NOOP && data.length > 0) {
            throw new IllegalArgumentException("a no-op carries no data");
        }
        if (kind == EntryKind.RULES && !Arrays.equals(data, rulesData(readRules(data)))) {
            throw new IllegalArgumentException("no version of rules");
        }
    }

    /** The data of an entry that begins these rules. */
    public static byte[] rulesData(int rules) {
        return new WireWriter(4).varint(rules).toBytes();
    }

    /** The version of the rules that an entry of the kind RULES begins, from 1. */
    public int rules() {
        return readRules(data);
    }

    private static int readRules(byte[] data) {
        try {
            int rules = new WireReader(data).count(RULES_MAX);
            if (rules >= 1) {
                return rules;
            }
        } catch (WireException e) {
            // As bad as a version out of range.
        }
        throw new IllegalArgumentException("no version of rules");
    }

    static Entry noop(long index, long term) {
        return new Entry(index, term, EntryKind.NOOP, new byte[0]);
    }

    static Entry configuration(long index, long term, Configuration configuration) {
        WireWriter writer = new WireWriter(64);
        configuration.write(writer);
        return new Entry(index, term, EntryKind.CONFIGURATION, writer.toBytes());
    }

    /** The size of this entry for byte limits. */
    int bytes() {
        return data.length + OVERHEAD_BYTES;
    }

    public void write(WireWriter writer) {
        writer.varint(index).varint(term).u8(kind.ordinal()).bytes(data);
    }

    /** Decodes any bytes or throws; also rejects a CONFIGURATION with invalid data. */
    public static Entry read(WireReader reader) throws WireException {
        long index = RaftCodec.readNumber(reader);
        long term = RaftCodec.readNumber(reader);
        int kind = reader.u8();
        if (kind > EntryKind.RULES.ordinal()) {
            throw new WireException("no kind of entry: " + kind);
        }
        byte[] data = reader.bytes(DATA_BYTES_MAX);
        Entry entry;
        try {
            entry = new Entry(index, term, EntryKind.values()[kind], data);
        } catch (IllegalArgumentException e) {
            throw new WireException("no entry: " + e.getMessage());
        }
        if (entry.kind == EntryKind.CONFIGURATION) {
            Configuration.decode(data);
        }
        return entry;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that
                && index == that.index
                && term == that.term
                && kind == that.kind
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(index * 31 + term);
    }

    @Override
    public String toString() {
        return index + "/" + term + " " + kind + "(" + data.length + " bytes)";
    }
}
