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
 * What the leader of the system group does for the files: asks the nodes what they keep, compares it
 * with the register, has missing copies made, and has copies given up that nothing needs. Every step
 * is idempotent and is taken again until its effect is seen.
 *
 * <p>All that decides lies in the register and on the nodes. What is remembered here, and how old it
 * is, makes a step early, late or vain, and never wrong: a supernode that was deposed without knowing
 * may go on with what it has begun.
 */
final class FileKeeper {

    /** Copies made at the same time. */
    static final int COPIES_MAX = 8;

    /** Copies that wait for one of these, looked for again each round. */
    static final int COPIES_WAITING_MAX = 1_000;

    /** What was tried in vain is tried again after so many rounds. */
    private static final int ROUNDS_AFTER_FAILURE = 4;

    /** A node that takes longer than this for a copy, and a second for each of these bytes. */
    private static final long FETCH_TIMEOUT_NS = 10_000_000_000L;

    private static final long FETCH_BYTES_PER_S = 1L << 20;

    /** A copy to be made. */
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

    /** Another term: what was seen and asked in an earlier one counts no more. */
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
        lookForTheDead(members, nowNs);
        inventories.ask(members, nowNs, settings.roundNs());
        List<SharedFile> files = state.files();
        underWay.values().removeIf(task -> !isThere(members.get(task.to())));
        waiting.clear();
        for (SharedFile file : files) {
            look(file, members, nowNs);
        }
        fill(nowNs);
        fences.collect(files, shards, settings.graceNs(), nowNs);
        releases.collect(settings.graceNs(), nowNs);
    }

    private void lookForTheDead(Map<MemberId, MemberStatus> members, long nowNs) {
        Set<MemberId> holders = new TreeSet<>();
        state.files().forEach(file -> holders.addAll(file.holders()));
        for (MemberId holder : holders) {
            if (isThere(members.get(holder))) {
                deadSinceNs.remove(holder);
            } else {
                deadSinceNs.putIfAbsent(holder, nowNs);
            }
        }
        deadSinceNs.keySet().retainAll(holders);
    }

    private static boolean isThere(@Nullable MemberStatus status) {
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

    /** Finds out what is to be done for a file. */
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
                    lost.add(holder); // It is there and cannot keep the file.
                } else {
                    missing.add(holder);
                }
            }
        }
        if (whole.isEmpty()) {
            return; // Nobody in reach is known to have it: there is nothing to copy.
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
                return candidate; // A spare copy is there already.
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

    /** Begins copies that wait while there is room; an answer that comes at once does not nest. */
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
                        return; // Given up, as the member died meanwhile.
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
