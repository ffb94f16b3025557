package org.davebank.node.wire;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.MemberId;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCodec;
import org.davebank.directory.SystemResult;
import org.davebank.ledger.AuditFinding;
import org.davebank.ledger.LedgerCodec;
import org.davebank.ledger.LedgerResult;
import org.jspecify.annotations.Nullable;

/** Encodes a {@link Reply}. Decoding is total. */
public final class ReplyCodec {

    private static final int TEXT_BYTES_MAX = 1024;
    private static final int DONE_BYTES_MAX = 1 << 20;

    private ReplyCodec() {}

    static void write(WireWriter out, Reply reply) {
        switch (reply) {
            case Reply.Posted r -> {
                out.u8(1).varint(r.group().value()).varint(r.index()).varint(r.results().size());
                r.results().forEach(result -> LedgerCodec.write(out, result));
            }
            case Reply.Answered r -> {
                out.u8(2).varint(r.group().value()).varint(r.index()).varint(r.stalenessMs());
                LedgerCodec.write(out, r.answer());
            }
            case Reply.Decided r -> {
                out.u8(3).varint(r.index()).varint(r.results().size());
                r.results().forEach(result -> SystemCodec.write(out, result));
            }
            case Reply.Audited r -> {
                out.u8(4).varint(r.group().value()).varint(r.index()).i64(r.stateHash());
                out.bool(r.behind()).zigzag(r.sumMinor());
                out.varint(r.accounts()).varint(r.transactions());
                writeFinding(out, r.finding());
                out.varint(r.findingAgeMs()).varint(r.rereadAgeMs());
            }
            case Reply.Done r -> out.u8(5).bytes(r.bytes());
            case Reply.NotLeader r -> {
                out.u8(6).varint(r.group().value()).varint(r.term());
                writeOptionalMember(out, r.leader());
            }
            case Reply.Busy r -> out.u8(7).text(clip(r.why()));
            case Reply.Declined r -> out.u8(8).text(clip(r.why()));
            case Reply.FilesFound r -> {
                out.u8(10).varint(r.removals()).varint(r.nodes()).varint(r.servers());
                out.varint(r.files().size());
                r.files().forEach(file -> SystemCodec.writeFile(out, file));
            }
            case Reply.Shared r -> {
                out.u8(11).varint(r.epoch());
                SystemCodec.writeMembers(out, r.holders());
            }
            case Reply.Located r -> {
                out.u8(13).varint(r.group().value()).varint(r.index()).varint(r.term());
                SystemCodec.writeMembers(out, r.onDisk());
                SystemCodec.writeMembers(out, r.missing());
            }
            case Reply.TooLarge r -> out.u8(14).text(clip(r.why()));
            case Reply.Skewed r -> out.u8(15).bool(r.passing()).text(clip(r.why()));
            case Reply.Full r -> out.u8(12).text(clip(r.why()));
            case Reply.TimedOut r -> out.u8(9).bool(r.maybeDone()).text(clip(r.why()));
        }
    }

    static Reply read(WireReader in) throws WireException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Reply.Posted(MessageCodec.readGroup(in), in.varint(), readResults(in));
            case 2 ->
                    new Reply.Answered(
                            MessageCodec.readGroup(in),
                            in.varint(),
                            in.varint(),
                            LedgerCodec.readAnswer(in));
            case 3 -> new Reply.Decided(in.varint(), readSystemResults(in));
            case 4 ->
                    new Reply.Audited(
                            MessageCodec.readGroup(in),
                            in.varint(),
                            in.i64(),
                            in.bool(),
                            in.zigzag(),
                            in.varint(),
                            in.varint(),
                            readFinding(in),
                            in.varint(),
                            in.varint());
            case 5 -> new Reply.Done(in.bytes(DONE_BYTES_MAX));
            case 6 ->
                    new Reply.NotLeader(
                            MessageCodec.readGroup(in), in.varint(), readOptionalMember(in));
            case 7 -> new Reply.Busy(in.text(TEXT_BYTES_MAX));
            case 8 -> new Reply.Declined(in.text(TEXT_BYTES_MAX));
            case 9 -> new Reply.TimedOut(in.bool(), in.text(TEXT_BYTES_MAX));
            case 10 ->
                    new Reply.FilesFound(
                            in.varint(), in.count(100_000), in.count(100_000), readFiles(in));
            case 11 -> new Reply.Shared(in.varint(), SystemCodec.readMembers(in));
            case 12 -> new Reply.Full(in.text(TEXT_BYTES_MAX));
            case 14 -> new Reply.TooLarge(in.text(TEXT_BYTES_MAX));
            case 13 ->
                    new Reply.Located(
                            MessageCodec.readGroup(in),
                            in.varint(),
                            in.varint(),
                            SystemCodec.readMembers(in),
                            SystemCodec.readMembers(in));
            case 15 -> new Reply.Skewed(in.bool(), in.text(TEXT_BYTES_MAX));
            default -> throw new WireException("unknown reply kind " + kind);
        };
    }

    private static List<SharedFile> readFiles(WireReader in) throws WireException {
        int count = in.count(RequestBody.FindFiles.NAMES_MAX);
        List<SharedFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(SystemCodec.readFile(in));
        }
        return files;
    }

    public static void writeOptionalMember(WireWriter out, @Nullable MemberId member) {
        out.i64(member == null ? 0 : member.value());
    }

    public static @Nullable MemberId readOptionalMember(WireReader in) throws WireException {
        long value = in.i64();
        return value == 0 ? null : new MemberId(value);
    }

    private static String clip(String text) {
        return text.length() <= 256 ? text : text.substring(0, 256);
    }

    private static void writeFinding(WireWriter out, @Nullable AuditFinding finding) {
        out.bool(finding != null);
        if (finding != null) {
            out.varint(finding.index()).i64(finding.stateHash()).bool(finding.hashMatchesRecords());
            out.zigzag(finding.sumMinor()).bool(finding.balancesMatch());
            out.varint(finding.accounts()).varint(finding.transactions());
            out.text(clip(finding.detail()));
        }
    }

    private static @Nullable AuditFinding readFinding(WireReader in) throws WireException {
        if (!in.bool()) {
            return null;
        }
        return new AuditFinding(
                in.varint(),
                in.i64(),
                in.bool(),
                in.zigzag(),
                in.bool(),
                in.varint(),
                in.varint(),
                in.text(TEXT_BYTES_MAX));
    }

    private static List<LedgerResult> readResults(WireReader in) throws WireException {
        int count = in.listSize(1);
        List<LedgerResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(LedgerCodec.readResult(in));
        }
        return results;
    }

    private static List<SystemResult> readSystemResults(WireReader in) throws WireException {
        int count = in.listSize(1);
        List<SystemResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(SystemCodec.readResult(in));
        }
        return results;
    }
}
