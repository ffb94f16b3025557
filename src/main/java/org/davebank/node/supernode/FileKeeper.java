package org.davebank.node.supernode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.davebank.base.MemberId;
import org.davebank.directory.Placement;
import org.davebank.directory.RecoveryPlan;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemState;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.port.Surroundings;
import org.davebank.node.settings.FileSettings;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The supernode's work for files: asks the nodes for their inventories, compares them with the
 * register, has missing copies made and surplus copies released. Every step is idempotent and is
 * repeated until its effect is visible.
 *
 * <p>Decisions rest on the register and on the nodes alone. Outdated knowledge here makes a step
 * early, late or useless, but never wrong: a deposed supernode may safely continue its steps.
 */
final class FileKeeper {

    /** Maximum number of copies made concurrently. */
    static final int COPIES_MAX = 8;

    /** Maximum number of waiting copies, recomputed each round. */
    static final int COPIES_WAITING_MAX = 1_000;

    /** A failed step is retried after this many rounds. */
    private static final int ROUNDS_AFTER_FAILURE = 4;

    /** Timeout of a copy: this time, plus a second for each of these bytes. */
    private static final long FETCH_TIMEOUT_NS = 10_000_000_000L;

    private static final long FETCH_BYTES_PER_S = 1L << 20;

    /** A copy to make. */
    private record Task(SharedFile file, MemberId to, List<MemberId> from, boolean newHolder) {
        String step() {
            return copyStep(file.sha256(), to);
        }
    }

    private final Surroundings node;
    private final SystemState state;
    private final FileSettings settings;
    private final FileSteps steps;
    private final Inventories inventories;
    private final CopyReleases releases;
    private final UploadFences fences;
    private final Map<MemberId, Long> deadSinceNs = new TreeMap<>();
    private final Deque<Task> waiting = new ArrayDeque<>();
    private final Map<String, Task> underWay = new TreeMap<>();
    private boolean filling;
    private long nextNs;

    FileKeeper(Surroundings node, SystemState state, FileSettings settings) {
        this.node = node;
        this.state = state;
        this.settings = settings;
        this.steps = new FileSteps(node);
        this.inventories = new Inventories(steps);
        this.releases = new CopyReleases(steps, state, inventories);
        this.fences = new UploadFences(steps, state, releases::forgotten);
    }

    /** Starts a new term: forgets observations and requests of earlier terms. */
    void reset() {
        steps.reset();
        inventories.reset();
        releases.reset();
        fences.reset();
        deadSinceNs.clear();
        waiting.clear();
        underWay.clear();
    }

    void tick(long nowNs, int shards) {
        if (nowNs < nextNs) {
            return;
        }
        nextNs = nowNs + settings.roundNs();
        Map<MemberId, MemberStatus> members = new TreeMap<>();
        node.members().forEach(status -> members.put(status.member().id(), status));
        steps.forgetFailuresBefore(nowNs - ROUNDS_AFTER_FAILURE * settings.roundNs());
        findLostHolders(members, nowNs);
        inventories.ask(members, nowNs, settings.roundNs());
        List<SharedFile> files = state.files();
        underWay.values().removeIf(task -> !isPresent(members.get(task.to())));
        waiting.clear();
        for (SharedFile file : files) {
            look(file, members, nowNs);
        }
        fill(nowNs);
        fences.collect(files, shards, settings.graceNs(), nowNs);
        releases.collect(settings.graceNs(), nowNs);
    }

    private void findLostHolders(Map<MemberId, MemberStatus> members, long nowNs) {
        Set<MemberId> holders = new TreeSet<>();
        state.files().forEach(file -> holders.addAll(file.holders()));
        for (MemberId holder : holders) {
            if (isPresent(members.get(holder))) {
                deadSinceNs.remove(holder);
            } else {
                deadSinceNs.putIfAbsent(holder, nowNs);
            }
        }
        deadSinceNs.keySet().retainAll(holders);
    }

    private static boolean isPresent(@Nullable MemberStatus status) {
        return status != null
                && (status.state() == MemberState.ALIVE || status.state() == MemberState.SUSPECT);
    }

    private static boolean isAlive(@Nullable MemberStatus status) {
        return status != null && status.state() == MemberState.ALIVE;
    }

    private boolean isDeadForGood(MemberId member, long nowNs) {
        Long since = deadSinceNs.get(member);
        return since != null && nowNs - since >= settings.deadForGoodNs();
    }

    private static String copyStep(String sha256, MemberId to) {
        return "copy " + sha256 + " to " + to;
    }

    /** Decides what a file needs. */
    private void look(SharedFile file, Map<MemberId, MemberStatus> members, long nowNs) {
        List<MemberId> whole = new ArrayList<>();
        List<MemberId> missing = new ArrayList<>();
        List<MemberId> lost = new ArrayList<>();
        for (MemberId holder : file.holders()) {
            if (isDeadForGood(holder, nowNs)) {
                lost.add(holder);
            } else if (isAlive(members.get(holder)) && inventories.isKnown(holder)) {
                if (inventories.keeps(holder, file.sha256())) {
                    whole.add(holder);
                } else if (steps.hasFailed(copyStep(file.sha256(), holder))) {
                    lost.add(holder); // It is alive but cannot keep the file.
                } else {
                    missing.add(holder);
                }
            }
        }
        if (whole.isEmpty()) {
            return; // No reachable node is known to have it: there is no source.
        }
        missing.forEach(holder -> copy(new Task(file, holder, whole, false)));
        if (file.holders().size() - lost.size() < SharedFile.HOLDERS_WANTED) {
            MemberId chosen = choose(file, members);
            if (chosen != null) {
                copy(new Task(file, chosen, whole, true));
            }
        } else if (!lost.isEmpty()) {
            releases.release(file, lost.getFirst(), nowNs);
        }
    }

    private @Nullable MemberId choose(SharedFile file, Map<MemberId, MemberStatus> members) {
        List<RecoveryPlan.Living> living = new ArrayList<>();
        members.forEach((member, status) -> {
            boolean failed = steps.hasFailed(copyStep(file.sha256(), member));
            if (isAlive(status) && !failed) {
                boolean server = status.member().role() == MemberRole.SERVER;
                String machine = status.member().address().host();
                living.add(new RecoveryPlan.Living(member, server, machine, false));
            }
        });
        List<MemberId> candidates = RecoveryPlan.candidates(file, living);
        for (MemberId candidate : candidates) {
            if (inventories.keeps(candidate, file.sha256())) {
                return candidate; // It has a surplus copy already.
            }
        }
        return candidates.isEmpty()
                ? null
                : Placement.holders(file.sha256(), candidates).getFirst();
    }

    private void copy(Task task) {
        if (!underWay.containsKey(task.step()) && waiting.size() < COPIES_WAITING_MAX) {
            waiting.addLast(task);
        }
    }

    /** Starts waiting copies up to the limit. Immediate answers do not recurse. */
    private void fill(long nowNs) {
        if (filling) {
            return;
        }
        filling = true;
        while (underWay.size() < COPIES_MAX && !waiting.isEmpty()) {
            Task task = waiting.removeFirst();
            if (underWay.putIfAbsent(task.step(), task) == null) {
                make(task, nowNs);
            }
        }
        filling = false;
    }

    private void make(Task task, long nowNs) {
        SharedFile file = task.file();
        long asOf = state.fileRemovals();
        long patienceNs = FETCH_TIMEOUT_NS + file.bytes() / FETCH_BYTES_PER_S * 1_000_000_000L;
        steps.ask(
                new RequestBody.FetchFile(
                        task.to(), file.sha256(), file.bytes(), asOf, task.from()),
                patienceNs,
                reply -> {
                    if (!underWay.remove(task.step(), task)) {
                        return; // Released, because the member has died in the meantime.
                    }
                    if (reply instanceof Reply.Done) {
                        made(task, asOf);
                    } else {
                        steps.failed(task.step(), nowNs);
                    }
                    fill(nowNs);
                });
    }

    private void made(Task task, long asOf) {
        String sha256 = task.file().sha256();
        inventories.add(task.to(), sha256);
        if (task.newHolder()) {
            SystemCommand hold = new SystemCommand.HoldFile(sha256, task.to(), asOf);
            steps.decide("hold " + sha256, hold, result -> {});
        }
    }
}
