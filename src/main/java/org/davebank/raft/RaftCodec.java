package org.davebank.raft;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.raft.RaftMessage.AppendEntries;
import org.davebank.raft.RaftMessage.AppendReply;
import org.davebank.raft.RaftMessage.PreVote;
import org.davebank.raft.RaftMessage.PreVoteReply;
import org.davebank.raft.RaftMessage.TimeoutNow;
import org.davebank.raft.RaftMessage.Vote;
import org.davebank.raft.RaftMessage.VoteReply;

/**
 * Encodes a {@link RaftMessage}: a tag, then the fields as varints. Decoding is total: any bytes
 * give a well-formed message or a {@link WireException}. The caller handles trailing bytes.
 */
public final class RaftCodec {

    /** Upper limit of terms, indexes and rounds, so that adding to one never overflows. */
    public static final long NUMBER_MAX = 1L << 60;

    private static final int PRE_VOTE = 1;
    private static final int PRE_VOTE_REPLY = 2;
    private static final int VOTE = 3;
    private static final int VOTE_REPLY = 4;
    private static final int APPEND_ENTRIES = 5;
    private static final int APPEND_REPLY = 6;
    private static final int TIMEOUT_NOW = 7;

    private RaftCodec() {}

    public static void write(WireWriter writer, RaftMessage message) {
        switch (message) {
            case PreVote m ->
                    writer.u8(PRE_VOTE).varint(m.term()).varint(m.lastIndex()).varint(m.lastTerm());
            case PreVoteReply m -> writer.u8(PRE_VOTE_REPLY).varint(m.term()).bool(m.granted());
            case Vote m ->
                    writer.u8(VOTE)
                            .varint(m.term())
                            .varint(m.lastIndex())
                            .varint(m.lastTerm())
                            .bool(m.transfer());
            case VoteReply m -> writer.u8(VOTE_REPLY).varint(m.term()).bool(m.granted());
            case AppendEntries m -> {
                writer.u8(APPEND_ENTRIES)
                        .varint(m.term())
                        .varint(m.prevIndex())
                        .varint(m.prevTerm())
                        .varint(m.commit())
                        .varint(m.round())
                        .varint(m.entries().size());
                for (Entry entry : m.entries()) {
                    entry.write(writer);
                }
            }
            case AppendReply m ->
                    writer.u8(APPEND_REPLY)
                            .varint(m.term())
                            .bool(m.matched())
                            .varint(m.prevIndex())
                            .varint(m.index())
                            .varint(m.hintTerm())
                            .varint(m.round());
            case TimeoutNow m -> writer.u8(TIMEOUT_NOW).varint(m.term());
        }
    }

    public static RaftMessage read(WireReader reader) throws WireException {
        int tag = reader.u8();
        long term = readNumber(reader);
        return switch (tag) {
            case PRE_VOTE -> new PreVote(term, readNumber(reader), readNumber(reader));
            case PRE_VOTE_REPLY -> new PreVoteReply(term, reader.bool());
            case VOTE -> new Vote(term, readNumber(reader), readNumber(reader), reader.bool());
            case VOTE_REPLY -> new VoteReply(term, reader.bool());
            case APPEND_ENTRIES -> readAppendEntries(reader, term);
            case APPEND_REPLY ->
                    new AppendReply(
                            term,
                            reader.bool(),
                            readNumber(reader),
                            readNumber(reader),
                            readNumber(reader),
                            readNumber(reader));
            case TIMEOUT_NOW -> new TimeoutNow(term);
            default -> throw new WireException("unknown kind of message: " + tag);
        };
    }

    private static AppendEntries readAppendEntries(WireReader reader, long term)
            throws WireException {
        long prevIndex = readNumber(reader);
        long prevTerm = readNumber(reader);
        long commit = readNumber(reader);
        long round = readNumber(reader);
        int count = reader.listSize(Entry.WIRE_BYTES_MIN);
        if (count > AppendEntries.ENTRIES_MAX) {
            throw new WireException("too many entries: " + count);
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(Entry.read(reader));
        }
        try {
            return new AppendEntries(term, prevIndex, prevTerm, commit, round, entries);
        } catch (IllegalArgumentException e) {
            throw new WireException("no append: " + e.getMessage());
        }
    }

    /** Reads a term, an index or a round. */
    static long readNumber(WireReader reader) throws WireException {
        long value = reader.varint();
        if (value < 0 || value > NUMBER_MAX) {
            throw new WireException("number out of range: " + value);
        }
        return value;
    }
}
