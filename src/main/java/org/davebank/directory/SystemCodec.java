package org.davebank.directory;

import java.util.ArrayList;
import java.util.List;
import org.davebank.base.Invariant;
import org.davebank.base.MemberId;
import org.davebank.base.Sha256;
import org.davebank.base.WireException;
import org.davebank.base.WireReader;
import org.davebank.base.WireWriter;
import org.davebank.directory.job.ImportJob;

/** Encodes commands and results of the system group. Decoding is total. */
public final class SystemCodec {

    /** Maximum text size in system commands; a mapping is the longest. */
    public static final int TEXT_BYTES_MAX = 64 * 1024;

    private static final int HOLDERS_MAX = 16;
    private static final int REPLICAS_MAX = 16;
    private static final int PARAMETERS_MAX = 16;

    private SystemCodec() {}

    public static void write(WireWriter out, SystemCommand command) {
        switch (command) {
            case SystemCommand.Found c ->
                    out.u8(1)
                            .i64(c.networkId())
                            .varint(c.shards())
                            .varint(c.replicas())
                            .text(c.currency())
                            .varint(c.nodesExpected());
            case SystemCommand.RecordMember c ->
                    out.u8(2).i64(c.member().value()).text(c.name()).bool(c.server());
            case SystemCommand.PlaceShard c -> {
                out.u8(3).varint(c.shard());
                writeMembers(out, c.replicas());
            }
            case SystemCommand.CreateImport c -> {
                out.u8(4);
                writeJob(out, c.job());
            }
            case SystemCommand.ClaimImport c ->
                    out.u8(5).text(c.id()).i64(c.runner().value()).varint(c.epochSeen());
            case SystemCommand.ReportImport c -> {
                out.u8(6).text(c.id()).varint(c.epoch()).u8(c.state().ordinal());
                writeProgress(out, c.progress());
            }
            case SystemCommand.CancelImport c -> out.u8(7).text(c.id());
            case SystemCommand.UseNonce c -> out.u8(8).i64(c.nonce()).i64(c.expiresAtMs());
            case SystemCommand.PlanFault c -> {
                out.u8(10).text(c.id()).text(c.node()).text(c.kind()).text(c.text());
                out.i64(c.beganAtMs()).i64(c.expiresAtMs());
                out.varint(c.parameters().size());
                c.parameters().forEach(out::text);
            }
            case SystemCommand.EndFault c -> out.u8(11).text(c.id());
            case SystemCommand.RecordFile c -> {
                out.u8(12).text(c.sha256()).varint(c.bytes()).bool(c.serversOnly());
                writeMembers(out, c.holders());
                out.varint(c.asOf());
            }
            case SystemCommand.HoldFile c ->
                    out.u8(13).text(c.sha256()).i64(c.member().value()).varint(c.asOf());
            case SystemCommand.ReleaseFile c -> out.u8(14).text(c.sha256()).i64(c.member().value());
            case SystemCommand.KeepFile c -> out.u8(15).text(c.sha256());
            case SystemCommand.DoomFile c -> out.u8(16).text(c.sha256()).varint(c.epoch());
            case SystemCommand.Audit c ->
                    out.u8(9)
                            .i64(c.atMs())
                            .text(c.who())
                            .text(c.action())
                            .text(c.target())
                            .text(c.outcome())
                            .text(c.requestId());
        }
    }

    public static SystemCommand readCommand(WireReader in) throws WireException {
        int kind = in.u8();
        return switch (kind) {
            case 1 ->
                    new SystemCommand.Found(
                            in.i64(),
                            in.count(Slots.COUNT),
                            in.count(REPLICAS_MAX),
                            in.text(3),
                            in.count(10_000));
            case 2 -> new SystemCommand.RecordMember(readMember(in), text(in), in.bool());
            case 3 -> new SystemCommand.PlaceShard(in.count(Slots.COUNT), readMembers(in));
            case 4 -> new SystemCommand.CreateImport(readJob(in));
            case 5 -> new SystemCommand.ClaimImport(text(in), readMember(in), in.varint());
            case 6 ->
                    new SystemCommand.ReportImport(
                            text(in), in.varint(), readState(in), readProgress(in));
            case 7 -> new SystemCommand.CancelImport(text(in));
            case 8 -> new SystemCommand.UseNonce(in.i64(), in.i64());
            case 9 ->
                    new SystemCommand.Audit(
                            in.i64(), text(in), text(in), text(in), text(in), text(in));
            case 10 ->
                    new SystemCommand.PlanFault(
                            text(in),
                            text(in),
                            text(in),
                            text(in),
                            in.i64(),
                            in.i64(),
                            readTexts(in));
            case 11 -> new SystemCommand.EndFault(text(in));
            case 12 ->
                    new SystemCommand.RecordFile(
                            sha256(in), size(in), in.bool(), readMembers(in), in.varint());
            case 13 -> new SystemCommand.HoldFile(sha256(in), readMember(in), in.varint());
            case 14 -> new SystemCommand.ReleaseFile(sha256(in), readMember(in));
            case 15 -> new SystemCommand.KeepFile(sha256(in));
            case 16 -> new SystemCommand.DoomFile(sha256(in), in.varint());
            default -> throw new WireException("unknown system command " + kind);
        };
    }

    private static List<String> readTexts(WireReader in) throws WireException {
        int count = in.count(PARAMETERS_MAX);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    public static void write(WireWriter out, SystemResult result) {
        switch (result) {
            case SystemResult.Accepted r -> out.u8(1).zigzag(r.value());
            case SystemResult.Refused r -> out.u8(2).text(r.why());
            case SystemResult.Full r -> out.u8(3).text(r.why());
        }
    }

    public static SystemResult readResult(WireReader in) throws WireException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new SystemResult.Accepted(in.zigzag());
            case 2 -> new SystemResult.Refused(text(in));
            case 3 -> new SystemResult.Full(text(in));
            default -> throw new WireException("unknown system result " + kind);
        };
    }

    /** Writes a list of member ids, bounded by {@link #REPLICAS_MAX}. */
    public static void writeMembers(WireWriter out, List<MemberId> members) {
        Invariant.check(
                members.size() <= REPLICAS_MAX, "few members", members.size(), REPLICAS_MAX);
        out.varint(members.size());
        members.forEach(member -> out.i64(member.value()));
    }

    public static List<MemberId> readMembers(WireReader in) throws WireException {
        int count = in.count(REPLICAS_MAX);
        List<MemberId> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(readMember(in));
        }
        return members;
    }

    public static MemberId readMember(WireReader in) throws WireException {
        long value = in.i64();
        if (value == 0) {
            throw new WireException("a member id is never zero");
        }
        return new MemberId(value);
    }

    /** Reads the name of a file and checks that it is a hash. */
    public static String sha256(WireReader in) throws WireException {
        String name = in.text(Sha256.NAME_CHARS);
        if (!Sha256.isName(name)) {
            throw new WireException("a file is named by its hash");
        }
        return name;
    }

    /** Reads the size of a file. */
    public static long size(WireReader in) throws WireException {
        long bytes = in.varint();
        if (bytes < 0) {
            throw new WireException("a file has a size");
        }
        return bytes;
    }

    public static void writeFile(WireWriter out, SharedFile file) {
        out.text(file.sha256()).varint(file.bytes()).bool(file.serversOnly());
        writeMembers(out, file.holders());
        out.varint(file.epoch()).bool(file.kept()).varint(file.releasedAt());
    }

    public static SharedFile readFile(WireReader in) throws WireException {
        return new SharedFile(
                sha256(in),
                size(in),
                in.bool(),
                readMembers(in),
                in.varint(),
                in.bool(),
                in.varint());
    }

    private static void writeJob(WireWriter out, ImportJob job) {
        out.text(job.id()).text(job.fileName()).text(job.fileSha256()).varint(job.fileBytes());
        out.text(job.mapping()).bool(job.history()).bool(job.abortOnError()).bool(job.dryRun());
        out.text(job.by()).i64(job.createdAtMs());
        Invariant.check(job.holders().size() <= HOLDERS_MAX, "few holders");
        writeMembers(out, job.holders());
    }

    private static ImportJob readJob(WireReader in) throws WireException {
        return new ImportJob(
                text(in),
                text(in),
                text(in),
                in.varint(),
                text(in),
                in.bool(),
                in.bool(),
                in.bool(),
                text(in),
                in.i64(),
                readMembers(in),
                ImportJob.State.WAITING,
                null,
                0,
                ImportJob.Progress.NONE);
    }

    private static void writeProgress(WireWriter out, ImportJob.Progress progress) {
        out.varint(progress.bytesRead())
                .varint(progress.rows())
                .varint(progress.created())
                .varint(progress.duplicate())
                .varint(progress.rejected())
                .varint(progress.accountsCreated())
                .varint(progress.sums().size());
        for (ImportJob.Sum sum : progress.sums()) {
            out.text(sum.currency()).zigzag(sum.minor());
        }
        out.varint(progress.balanceMismatches())
                .varint(progress.statementMismatches())
                .varint(progress.warnings().size());
        for (ImportJob.Warning warning : progress.warnings()) {
            out.varint(warning.line()).text(warning.account());
            out.text(warning.code()).text(warning.message());
        }
        out.optionalText(progress.message()).optionalText(progress.rejectsSha256());
    }

    private static ImportJob.Progress readProgress(WireReader in) throws WireException {
        return new ImportJob.Progress(
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint(),
                readSums(in),
                in.varint(),
                in.varint(),
                readWarnings(in),
                in.optionalText(TEXT_BYTES_MAX),
                in.optionalText(64));
    }

    private static List<ImportJob.Sum> readSums(WireReader in) throws WireException {
        long count = in.varint();
        if (count < 0 || count > ImportJob.Progress.SUMS_MAX) {
            throw new WireException("too many sums");
        }
        List<ImportJob.Sum> sums = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            sums.add(new ImportJob.Sum(in.text(3), in.zigzag()));
        }
        return sums;
    }

    private static List<ImportJob.Warning> readWarnings(WireReader in) throws WireException {
        long count = in.varint();
        if (count < 0 || count > ImportJob.Progress.WARNINGS_MAX) {
            throw new WireException("too many warnings");
        }
        List<ImportJob.Warning> warnings = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            warnings.add(new ImportJob.Warning(in.varint(), text(in), text(in), text(in)));
        }
        return warnings;
    }

    private static ImportJob.State readState(WireReader in) throws WireException {
        ImportJob.State[] states = ImportJob.State.values();
        int ordinal = in.u8();
        if (ordinal >= states.length) {
            throw new WireException("unknown import state " + ordinal);
        }
        return states[ordinal];
    }

    private static String text(WireReader in) throws WireException {
        return in.text(TEXT_BYTES_MAX);
    }
}
