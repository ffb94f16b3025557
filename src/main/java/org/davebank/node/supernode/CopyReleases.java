package org.davebank.node.supernode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.directory.SystemState;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Releases surplus copies and copies of files that the register does not know. An entry of the
 * register, which counts the other copies, releases a copy; only then is its node asked to drop it.
 * Not thread-safe.
 */
final class CopyReleases {

    /** Maximum number of concurrent releases. */
    static final int RELEASES_MAX = 16;

    /** A member's copy of a file. */
    private record Copy(MemberId member, String sha256) implements Comparable<Copy> {
        @Override
        public int compareTo(Copy other) {
            int byName = sha256.compareTo(other.sha256);
            return byName != 0 ? byName : member.compareTo(other.member);
        }

        String step() {
            return "release " + sha256 + " of " + member;
        }
    }

    private final FileSteps steps;
    private final SystemState state;
    private final Inventories inventories;
    private final Map<Copy, Long> spareSeenNs = new TreeMap<>();
    private int underWay;

    CopyReleases(FileSteps steps, SystemState state, Inventories inventories) {
        this.steps = steps;
        this.state = state;
        this.inventories = inventories;
    }

    void reset() {
        spareSeenNs.clear();
        underWay = 0;
    }

    /** The register has forgotten the file: its copies need not wait. */
    void forgotten(String sha256) {
        inventories.forEach((member, names) -> {
            if (names.contains(sha256)) {
                spareSeenNs.put(new Copy(member, sha256), Long.MIN_VALUE / 2);
            }
        });
    }

    /** Releases copies that have been surplus for long enough. */
    void collect(long graceNs, long nowNs) {
        Set<Copy> spare = new TreeSet<>();
        List<Copy> due = new ArrayList<>();
        inventories.forEach((member, names) -> {
            for (String name : names) {
                Copy copy = new Copy(member, name);
                SharedFile file = state.file(name);
                if (file == null || !file.holders().contains(member)) {
                    spare.add(copy);
                    long sinceNs = spareSeenNs.computeIfAbsent(copy, key -> nowNs);
                    if (nowNs - sinceNs >= graceNs) {
                        due.add(copy);
                    }
                }
            }
        });
        spareSeenNs.keySet().retainAll(spare);
        due.forEach(copy -> release(copy, state.file(copy.sha256()), nowNs));
    }

    /**
     * Releases the copy of a holder that is permanently dead or cannot restore its copy.
     *
     * @param file the file's state in the register
     */
    void release(SharedFile file, MemberId holder, long nowNs) {
        release(new Copy(holder, file.sha256()), file, nowNs);
    }

    private void release(Copy copy, @Nullable SharedFile file, long nowNs) {
        if (underWay >= RELEASES_MAX || steps.hasFailed(copy.step())) {
            return;
        }
        boolean enough = file == null || others(copy, file) >= SharedFile.HOLDERS_WANTED;
        if (enough && steps.begin(copy.step())) {
            underWay++;
            decide(copy, nowNs);
        }
    }

    /** Number of other holders that report the file. The register counts the ones it knows. */
    private int others(Copy copy, SharedFile file) {
        int others = 0;
        for (MemberId holder : file.holders()) {
            boolean other = !holder.equals(copy.member());
            others += other && inventories.keeps(holder, copy.sha256()) ? 1 : 0;
        }
        return others;
    }

    private void decide(Copy copy, long nowNs) {
        steps.ask(
                new RequestBody.Decide(
                        List.of(new SystemCommand.ReleaseFile(copy.sha256(), copy.member()))),
                FileSteps.ASK_TIMEOUT_NS,
                reply -> {
                    if (reply instanceof Reply.Decided decided
                            && decided.results().getFirst()
                                    instanceof SystemResult.Accepted accepted) {
                        drop(copy, accepted.value(), nowNs);
                    } else {
                        ended(copy, false, nowNs);
                    }
                });
    }

    /** The register has released the copy. */
    private void drop(Copy copy, long removal, long nowNs) {
        if (!inventories.isKnown(copy.member())) {
            ended(copy, true, nowNs); // The member is gone; its copy is surplus when it returns.
            return;
        }
        steps.ask(
                new RequestBody.DropFile(copy.member(), copy.sha256(), removal),
                FileSteps.ASK_TIMEOUT_NS,
                reply -> {
                    boolean dropped = reply instanceof Reply.Done;
                    if (dropped) {
                        inventories.remove(copy.member(), copy.sha256());
                    }
                    ended(copy, dropped, nowNs);
                });
    }

    private void ended(Copy copy, boolean well, long nowNs) {
        underWay--;
        steps.end(copy.step());
        if (!well) {
            steps.failed(copy.step(), nowNs);
        }
    }
}
