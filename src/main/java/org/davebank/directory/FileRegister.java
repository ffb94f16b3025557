package org.davebank.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The files that the network keeps, and the holders whose copies count; a part of {@link
 * SystemState}. A copy of a file is dropped only by a decision of this register.
 *
 * <p>Nothing here depends on a clock. A node confirms a file as of a count of removals and then
 * ignores drops up to that count. Recording it as a holder names the count, and is refused if a
 * copy of the file was released since. So a copy that is about to be dropped never counts, however
 * late a message is: the file is requested again, and the holder then confirms it as of a count
 * that makes it ignore the older drop.
 *
 * <pre>
 * Invariants
 *   D1  a kept file is never forgotten
 *   D2  a holder is recorded only as of the newest release of a copy of its file
 *   D3  epochs and removals only grow
 *   D4  a copy of a known file is released only while enough other copies count
 * </pre>
 */
final class FileRegister {

    private final Map<String, SharedFile> files = new TreeMap<>();
    private long bytes;
    private long uploads;
    private long removals;

    /**
     * Count of removals when the register last forgot a file, or released a copy of an unknown one.
     */
    private long forgottenAt;

    SystemResult record(SystemCommand.RecordFile command) {
        SharedFile known = files.get(command.sha256());
        if (command.asOf() < releasedAt(known)) {
            return stale();
        }
        if (known == null
                && (files.size() >= SystemState.FILES_MAX
                        || command.bytes() > SystemState.FILE_BYTES_MAX - bytes)) {
            return new SystemResult.Full("the network keeps as many files as it may");
        }
        TreeSet<MemberId> holders = new TreeSet<>(command.holders());
        for (MemberId before : known == null ? List.<MemberId>of() : known.holders()) {
            if (holders.size() < SharedFile.HOLDERS_MAX) {
                holders.add(before);
            }
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
                        releasedAt(known)));
        return new SystemResult.Accepted(uploads);
    }

    private long releasedAt(@Nullable SharedFile known) {
        return known == null ? forgottenAt : known.releasedAt();
    }

    private static SystemResult stale() {
        return new SystemResult.Refused("a copy was released since, check again");
    }

    private void put(SharedFile file) {
        SharedFile before = files.put(file.sha256(), file);
        bytes += file.bytes() - (before == null ? 0 : before.bytes());
    }

    SystemResult hold(SystemCommand.HoldFile command) {
        SharedFile file = files.get(command.sha256());
        if (file == null || command.asOf() < file.releasedAt()) {
            return stale();
        }
        if (file.holders().size() >= SharedFile.HOLDERS_MAX) {
            return new SystemResult.Refused("enough members hold the file");
        }
        put(file.withHolder(command.member()));
        return new SystemResult.Accepted(0);
    }

    SystemResult release(SystemCommand.ReleaseFile command) {
        SharedFile file = files.get(command.sha256());
        if (file == null) {
            forgottenAt = ++removals;
            return new SystemResult.Accepted(removals);
        }
        boolean holder = file.holders().contains(command.member());
        if (file.holders().size() - (holder ? 1 : 0) < SharedFile.HOLDERS_WANTED) {
            return new SystemResult.Refused("too few others keep the file");
        }
        put(file.released(command.member(), ++removals));
        return new SystemResult.Accepted(removals);
    }

    SystemResult keep(SystemCommand.KeepFile command) {
        SharedFile file = files.get(command.sha256());
        if (file == null) {
            return new SystemResult.Refused("there is no such file");
        }
        put(file.asKept());
        return new SystemResult.Accepted(0);
    }

    /** @param imported whether an import refers to the file */
    SystemResult doom(SystemCommand.DoomFile command, boolean imported) {
        SharedFile file = files.get(command.sha256());
        if (file == null || file.kept() || imported || file.epoch() != command.epoch()) {
            return new SystemResult.Refused("the file is in use");
        }
        files.remove(file.sha256());
        bytes -= file.bytes();
        forgottenAt = ++removals;
        return new SystemResult.Accepted(removals);
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
