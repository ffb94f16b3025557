package org.davebank.storage;

import org.jspecify.annotations.Nullable;

/** The kind of a journal record. Codes are written to disk and never change their meaning. */
public enum RecordKind {
    /** The end of a segment; written by the journal itself. */
    SEGMENT_END(1, true),
    /** The journal was opened and continues here with a new salt; written by the journal itself. */
    EPOCH(2, true),
    /** Everything below a position was synced; written by the journal itself. */
    SYNCED_THROUGH(3, true),
    /** This node's member id and name. */
    IDENTITY(16, false),
    /** The genesis record of the founded or joined network. */
    FOUNDED(17, false),
    /** This node starts to hold a replica of the group. */
    GROUP(18, false),
    /** Term and vote of a group. */
    HARD_STATE(19, false),
    /** One entry of a group's log. */
    ENTRY(20, false),
    /** The group's log ends before an index; later entries replace what followed. */
    TRUNCATE(21, false),
    /** The highest incarnation that this node may have announced. */
    INCARNATION(22, false),
    /** The highest term of a supernode whose placement commands were obeyed. */
    FENCE(23, false),
    /**
     * A file that this node keeps: its hash, size, and the count of removals as of which it does.
     */
    CONTENT(25, false),
    /** This node has dropped its replica of the group; keeps the vote and the end of the log. */
    GROUP_DROPPED(26, false),
    /** A life of this node: one start of its process; see decision 007. */
    LIFE(27, false),
    /** The newest life that this node has accepted of another member. */
    KNOWN_LIFE(28, false),
    /** Any other information for recovery. */
    NOTE(24, false);

    private static final RecordKind[] BY_CODE = new RecordKind[32];

    static {
        for (RecordKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;
    private final boolean internal;

    RecordKind(int code, boolean internal) {
        this.code = code;
        this.internal = internal;
    }

    /** The code on disk, 1 to 31; zero is never a kind, so that zeroed space is never a record. */
    public int code() {
        return code;
    }

    /** Whether only the journal writes such records and recovery does not return them. */
    public boolean isInternal() {
        return internal;
    }

    static @Nullable RecordKind ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
