package org.davebank.node.supernode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.directory.SystemState;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;

/**
 * Removes unreferenced uploads: all shards fence them, and the register forgets those that no shard
 * references. Not thread-safe.
 */
final class UploadFences {

    private static final String FENCE = "fence";

    private final FileSteps steps;
    private final SystemState state;
    private final Map<String, Long> seenNs = new TreeMap<>();

    /** Receives the name of each file that the register has just forgotten. */
    private final Consumer<String> forgotten;

    UploadFences(FileSteps steps, SystemState state, Consumer<String> forgotten) {
        this.steps = steps;
        this.state = state;
        this.forgotten = forgotten;
    }

    void reset() {
        seenNs.clear();
    }

    void collect(List<SharedFile> files, int shards, long graceNs, long nowNs) {
        Map<String, SharedFile> due = new LinkedHashMap<>();
        Set<String> seen = new TreeSet<>();
        for (SharedFile file : files) {
            if (file.kept() || state.isImported(file.sha256())) {
                continue;
            }
            String upload = file.sha256() + " " + file.epoch();
            seen.add(upload);
            long sinceNs = seenNs.computeIfAbsent(upload, key -> nowNs);
            if (nowNs - sinceNs >= graceNs && due.size() < LedgerLimits.FENCED_FILES_MAX) {
                due.put(file.sha256(), file);
            }
        }
        seenNs.keySet().retainAll(seen);
        if (!due.isEmpty() && steps.begin(FENCE)) {
            fence(due, shards);
        }
    }

    private void fence(Map<String, SharedFile> due, int shards) {
        long epoch = 0;
        for (SharedFile file : due.values()) {
            epoch = Math.max(epoch, file.epoch());
        }
        LedgerCommand command =
                new LedgerCommand.FenceUploads(
                        epoch, new ArrayList<>(due.keySet()), "supernode", "fence-" + epoch);
        Set<String> referenced = new TreeSet<>();
        int[] left = {shards, 0}; // Shards that have not answered yet; shards that failed.
        for (int shard = 0; shard < shards; shard++) {
            steps.ask(
                    new RequestBody.Post(GroupId.ofShard(shard), List.of(command)),
                    FileSteps.ASK_TIMEOUT_NS,
                    reply -> {
                        left[0]--;
                        if (reply instanceof Reply.Posted posted
                                && posted.results().getFirst()
                                        instanceof LedgerResult.UploadsFenced fenced) {
                            referenced.addAll(fenced.referenced());
                        } else {
                            left[1]++;
                        }
                        if (left[0] == 0) {
                            steps.end(FENCE);
                            if (left[1] == 0) {
                                due.values().forEach(file -> judge(file, referenced));
                            }
                        }
                    });
        }
    }

    private void judge(SharedFile file, Set<String> referenced) {
        String sha256 = file.sha256();
        if (referenced.contains(sha256)) {
            steps.decide("keep " + sha256, new SystemCommand.KeepFile(sha256), result -> {});
        } else {
            steps.decide(
                    "doom " + sha256,
                    new SystemCommand.DoomFile(sha256, file.epoch()),
                    result -> {
                        if (result instanceof SystemResult.Accepted) {
                            forgotten.accept(sha256);
                        }
                    });
        }
    }
}
