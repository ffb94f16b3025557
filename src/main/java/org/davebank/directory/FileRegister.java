package org.davebank.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Which files the network keeps and who holds them; a part of {@link SystemState}.
 *
 * <p>Nothing here depends on a clock. A node that says "I have this file" says so as of a count of
 * removals; who records the node as a holder names that count, and is refused when there was a
 * removal since. So a copy that is about to be dropped is never counted on, however late any message
 * is: it is asked for again, and the holder then knows a count that makes it ignore the older drop.
 *
 * <pre>
 * Invariants
 *   D1  a kept file is never doomed
 *   D2  a holder is added only as of the newest removal
 *   D3  epochs and removals only grow
 * </pre>
 */
final class FileRegister {

    private final Map<String, SharedFile> files = new TreeMap<>();
    private long bytes;
    private long uploads;
    private long removals;

    SystemResult record(SystemCommand.RecordFile command) {
        if (command.asOf() != removals) {
            return new SystemResult.Refused("files were removed meanwhile, look again");
        }
        SharedFile known = files.get(command.sha256());
        if (known == null
                && (files.size() >= SystemState.FILES_MAX
                        || bytes + command.bytes() > SystemState.FILE_BYTES_MAX)) {
            return new SystemResult.Full("the network keeps as many files as it may");
        }
        // Who held a doomed file may be dropping it; the new ones were asked since.
        TreeSet<MemberId> holders = new TreeSet<>(command.holders());
        if (known != null && !known.isDoomed()) {
            holders.addAll(known.holders());
        }
        boolean kept = known != null && known.kept();
        boolean serversOnly = command.serversOnly() && (known == null || known.serversOnly());
        put(
                new SharedFile(
                        command.sha256(),
                        command.bytes(),
                        serversOnly,
                        new ArrayList<>(holders),
                        ++uploads,
                        kept,
                        0));
        return new SystemResult.Accepted(uploads);
    }

    private void put(SharedFile file) {
        SharedFile before = files.put(file.sha256(), file);
        bytes += file.bytes() - (before == null ? 0 : before.bytes());
    }

    SystemResult hold(SystemCommand.HoldFile command) {
        SharedFile file = files.get(command.sha256());
        boolean fits = file != null && !file.isDoomed() && command.asOf() == removals;
        if (file == null || !fits) {
            return new SystemResult.Refused("files were removed meanwhile, look again");
        }
        put(file.withHolder(command.member()));
        return new SystemResult.Accepted(0);
    }

    SystemResult unhold(SystemCommand.UnholdFile command) {
        SharedFile file = files.get(command.sha256());
        if (file == null || file.epoch() != command.epoch()) {
            return new SystemResult.Refused("there is no such upload");
        }
        SharedFile fewer = file.without(command.member());
        if (fewer.isDoomed() && fewer.holders().isEmpty()) {
            files.remove(file.sha256());
            bytes -= file.bytes();
        } else {
            put(fewer);
        }
        return new SystemResult.Accepted(0);
    }

    SystemResult keep(SystemCommand.KeepFile command) {
        SharedFile file = files.get(command.sha256());
        if (file == null || file.isDoomed()) {
            return new SystemResult.Refused("there is no such file");
        }
        put(file.asKept());
        return new SystemResult.Accepted(0);
    }

    SystemResult doom(SystemCommand.DoomFile command) {
        SharedFile file = files.get(command.sha256());
        if (file == null || file.kept() || file.epoch() != command.epoch()) {
            return new SystemResult.Refused("the file is in use");
        }
        removals++;
        put(file.doomed(removals));
        return new SystemResult.Accepted(removals);
    }

    SystemResult fence() {
        return new SystemResult.Accepted(++removals);
    }

    List<SharedFile> all() {
        return new ArrayList<>(files.values());
    }

    @Nullable SharedFile find(String sha256) {
        return files.get(sha256);
    }

    long removals() {
        return removals;
    }
}
