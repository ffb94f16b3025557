package org.davebank.directory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.MemberId;
import org.davebank.directory.job.ImportJob;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of the system group. Deterministic: only {@link #apply} changes it. Not
 * thread-safe; the node's loop owns it.
 */
public final class SystemState {

    /** Maximum number of ended imports; older ones are forgotten. */
    public static final int IMPORTS_MAX = 200;

    public static final int AUDIT_LINES_MAX = 2_000;
    public static final int NONCES_MAX = 10_000;

    /** Maximum number of remembered faults; views omit expired ones. */
    public static final int FAULTS_MAX = 200;

    /** Maximum number of files. */
    public static final int FILES_MAX = 30_000;

    /** Maximum total size of the files, each counted once. */
    public static final long FILE_BYTES_MAX = 64L << 30;

    /** A permanently recorded member. */
    public record RecordedMember(MemberId id, String name, boolean server) {}

    private SystemCommand.@Nullable Found founding;
    private final Map<MemberId, RecordedMember> members = new TreeMap<>();
    private final Map<Integer, List<MemberId>> placements = new TreeMap<>();
    private final Map<String, ImportJob> imports = new LinkedHashMap<>();
    private final Deque<SystemCommand.Audit> audit = new ArrayDeque<>();
    private final Map<Long, Long> nonces = new LinkedHashMap<>();
    private final Map<String, SystemCommand.PlanFault> faults = new LinkedHashMap<>();
    private final FileRegister files = new FileRegister();

    public SystemResult apply(SystemCommand command) {
        return switch (command) {
            case SystemCommand.Found c -> found(c);
            case SystemCommand.RecordMember c -> record(c);
            case SystemCommand.PlaceShard c -> place(c);
            case SystemCommand.CreateImport c -> create(c.job());
            case SystemCommand.ClaimImport c -> claim(c);
            case SystemCommand.ReportImport c -> report(c);
            case SystemCommand.CancelImport c -> cancel(c.id());
            case SystemCommand.UseNonce c -> useNonce(c);
            case SystemCommand.PlanFault c -> planFault(c);
            case SystemCommand.EndFault c -> endFault(c.id());
            case SystemCommand.Audit c -> appendAudit(c);
            case SystemCommand.RecordFile c -> files.record(c);
            case SystemCommand.HoldFile c -> files.hold(c);
            case SystemCommand.ReleaseFile c -> files.release(c);
            case SystemCommand.KeepFile c -> files.keep(c);
            case SystemCommand.DoomFile c -> files.doom(c, isImported(c.sha256()));
        };
    }

    private SystemResult found(SystemCommand.Found command) {
        if (founding != null) {
            return new SystemResult.Refused("the network is founded already");
        }
        if (command.shards() < 1 || command.replicas() < 1) {
            return new SystemResult.Refused("a network has at least one shard and replica");
        }
        founding = command;
        return accepted();
    }

    private SystemResult record(SystemCommand.RecordMember command) {
        members.put(
                command.member(),
                new RecordedMember(command.member(), command.name(), command.server()));
        return accepted();
    }

    private SystemResult place(SystemCommand.PlaceShard command) {
        if (founding == null || command.shard() >= founding.shards()) {
            return new SystemResult.Refused("there is no shard " + command.shard());
        }
        if (placements.containsKey(command.shard())) {
            return new SystemResult.Refused("shard " + command.shard() + " is placed already");
        }
        if (command.replicas().isEmpty()) {
            return new SystemResult.Refused("a shard has at least one replica");
        }
        placements.put(command.shard(), command.replicas());
        return accepted();
    }

    private SystemResult create(ImportJob job) {
        if (imports.putIfAbsent(job.id(), job) == null) {
            forgetEndedImports();
        }
        return accepted();
    }

    private void forgetEndedImports() {
        var jobs = imports.values().iterator();
        while (imports.size() > IMPORTS_MAX && jobs.hasNext()) {
            if (jobs.next().state().isEnd()) {
                jobs.remove();
            }
        }
    }

    private SystemResult claim(SystemCommand.ClaimImport command) {
        ImportJob job = imports.get(command.id());
        if (job == null || job.state().isEnd()) {
            return new SystemResult.Refused("the import has ended");
        }
        if (job.epoch() != command.epochSeen()) {
            return new SystemResult.Refused("another node has claimed the import");
        }
        long epoch = job.epoch() + 1;
        imports.put(
                job.id(),
                job.with(ImportJob.State.RUNNING, command.runner(), epoch, job.progress()));
        return new SystemResult.Accepted(epoch);
    }

    private SystemResult report(SystemCommand.ReportImport command) {
        ImportJob job = imports.get(command.id());
        if (job != null && isLastWord(command, job)) {
            imports.put(job.id(), job.withProgress(command.progress()));
            return accepted();
        }
        if (job == null || job.state().isEnd() || job.epoch() != command.epoch()) {
            return new SystemResult.Refused("the import no longer belongs to this runner");
        }
        imports.put(
                job.id(), job.with(command.state(), job.runner(), job.epoch(), command.progress()));
        return accepted();
    }

    /** Whether it is the final progress of a cancelled job from its runner. */
    private static boolean isLastWord(SystemCommand.ReportImport command, ImportJob job) {
        return job.state() == ImportJob.State.CANCELLED
                && command.state() == ImportJob.State.CANCELLED
                && command.epoch() + 1 == job.epoch();
    }

    private SystemResult cancel(String id) {
        ImportJob job = imports.get(id);
        if (job == null || job.state().isEnd()) {
            return new SystemResult.Refused("the import has ended");
        }
        imports.put(
                id,
                job.with(ImportJob.State.CANCELLED, job.runner(), job.epoch() + 1, job.progress()));
        return accepted();
    }

    private SystemResult useNonce(SystemCommand.UseNonce command) {
        if (nonces.putIfAbsent(command.nonce(), command.expiresAtMs()) != null) {
            return new SystemResult.Refused("the link has been used");
        }
        if (nonces.size() > NONCES_MAX) {
            nonces.remove(nonces.keySet().iterator().next());
        }
        return accepted();
    }

    private SystemResult planFault(SystemCommand.PlanFault fault) {
        faults.put(fault.id(), fault);
        if (faults.size() > FAULTS_MAX) {
            faults.remove(faults.keySet().iterator().next());
        }
        return accepted();
    }

    private SystemResult endFault(String id) {
        if (id.isEmpty()) {
            faults.clear();
        } else {
            faults.remove(id);
        }
        return accepted();
    }

    private SystemResult appendAudit(SystemCommand.Audit line) {
        audit.addLast(line);
        if (audit.size() > AUDIT_LINES_MAX) {
            audit.removeFirst();
        }
        return accepted();
    }

    private static SystemResult accepted() {
        return new SystemResult.Accepted(0);
    }

    /** Null until the first leader of the system group has founded the network. */
    public SystemCommand.@Nullable Found founding() {
        return founding;
    }

    public List<RecordedMember> members() {
        return new ArrayList<>(members.values());
    }

    public @Nullable RecordedMember member(MemberId id) {
        return members.get(id);
    }

    /** The founding replicas of a shard, or null while it is not placed. */
    public @Nullable List<MemberId> placement(int shard) {
        return placements.get(shard);
    }

    public int shardsPlaced() {
        return placements.size();
    }

    public List<ImportJob> imports() {
        return new ArrayList<>(imports.values());
    }

    /** Injected faults that were not ended early; some may have expired. */
    public List<SystemCommand.PlanFault> faults() {
        return new ArrayList<>(faults.values());
    }

    /** Files in order of their hash. */
    public List<SharedFile> files() {
        return files.all();
    }

    public @Nullable SharedFile file(String sha256) {
        return files.find(sha256);
    }

    /** Number of released copies and forgotten files: see {@link FileRegister}. */
    public long fileRemovals() {
        return files.removals();
    }

    /** Whether an import refers to the file. */
    public boolean isImported(String sha256) {
        for (ImportJob job : imports.values()) {
            if (job.fileSha256().equals(sha256) || sha256.equals(job.progress().rejectsSha256())) {
                return true;
            }
        }
        return false;
    }

    /** Oldest first. */
    public List<SystemCommand.Audit> auditTrail() {
        return new ArrayList<>(audit);
    }
}
