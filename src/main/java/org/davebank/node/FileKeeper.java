package org.davebank.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.Placement;
import org.davebank.directory.RecoveryPlan;
import org.davebank.directory.SharedFile;
import org.davebank.directory.SystemCommand;
import org.davebank.directory.SystemResult;
import org.davebank.directory.SystemState;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerLimits;
import org.davebank.ledger.LedgerResult;
import org.davebank.membership.MemberRole;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of the system group does for the files: asks the nodes what they keep, compares it
 * with what was recorded, has missing copies made, and removes what nothing refers to. Every step is
 * idempotent and is taken again until its effect is seen.
 *
 * <p>Nothing is removed because a clock says so: time only decides when to look. A file goes when all
 * shards have fenced its upload and none refers to it, a spare copy when the count of removals was
 * raised and the register, as of that, does not count on it.
 */
final class FileKeeper {

    static final long ASK_TIMEOUT_NS = 5_000_000_000L;
    static final long FETCH_TIMEOUT_NS = 120_000_000_000L;

    /** Copies made at the same time. */
    static final int REPAIRS_MAX = 2;

    /** Spare copies dropped behind one fence. */
    static final int DROPS_MAX = 64;

    /** An inventory is asked for anew after so many rounds. */
    private static final int ROUNDS_PER_INVENTORY = 3;

    private static final String COPY = "copy ";

    private record Inventory(Set<String> names, long askedNs) {}

    private record Copy(MemberId member, String sha256) implements Comparable<Copy> {
        @Override
        public int compareTo(Copy other) {
            int byName = sha256.compareTo(other.sha256);
            return byName != 0 ? byName : member.compareTo(other.member);
        }
    }

    private final Supernode.Hands hands;
    private final SystemState state;
    private final FileSettings settings;
    private final Map<MemberId, Inventory> inventories = new TreeMap<>();
    private final Map<MemberId, Long> deadSinceNs = new TreeMap<>();
    private final Map<String, Long> uploadSeenNs = new TreeMap<>();
    private final Map<Copy, Long> spareSeenNs = new TreeMap<>();
    private final Set<String> busy = new TreeSet<>();
    private long nextNs;

    /** Who is making a copy of which file. */
    private final Map<String, MemberId> copying = new TreeMap<>();

    FileKeeper(Supernode.Hands hands, SystemState state, FileSettings settings) {
        this.hands = hands;
        this.state = state;
        this.settings = settings;
    }

    /** Another term: what was seen and asked in an earlier one counts no more. */
    void reset() {
        inventories.clear();
        deadSinceNs.clear();
        uploadSeenNs.clear();
        spareSeenNs.clear();
        busy.clear();
        copying.clear();
    }

    void tick(long nowNs, int shards) {
        if (nowNs < nextNs) {
            return;
        }
        nextNs = nowNs + settings.roundNs();
        Map<MemberId, MemberStatus> members = new TreeMap<>();
        hands.members().forEach(status -> members.put(status.member().id(), status));
        copying.values().removeIf(member -> !isThere(members.get(member)));
        busy.removeIf(step -> step.startsWith(COPY) && !copying.containsKey(step));
        lookForTheDead(members, nowNs);
        askForInventories(members, nowNs);
        List<SharedFile> files = state.files();
        for (SharedFile file : files) {
            if (file.isDoomed()) {
                dropDoomed(file, members, nowNs);
            } else {
                repair(file, members, nowNs);
            }
        }
        collectUploads(files, shards, nowNs);
        dropSpares(nowNs);
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

    private void askForInventories(Map<MemberId, MemberStatus> members, long nowNs) {
        members.forEach((member, status) -> {
            Inventory known = inventories.get(member);
            if (!isAlive(status)) {
                inventories.remove(member);
            } else if (known == null
                    || nowNs - known.askedNs() >= ROUNDS_PER_INVENTORY * settings.roundNs()) {
                once(
                        "inventory of " + member,
                        new RequestBody.Inventory(member),
                        ASK_TIMEOUT_NS,
                        reply -> {
                            if (reply instanceof Reply.Done done) {
                                inventories.put(
                                        member,
                                        new Inventory(Files.readInventory(done.bytes()), nowNs));
                            }
                        });
            }
        });
        inventories.keySet().retainAll(members.keySet());
    }

    private boolean once(String step, RequestBody body, long timeoutNs, Consumer<Reply> answer) {
        if (!busy.add(step)) {
            return false;
        }
        hands.ask(
                body,
                timeoutNs,
                reply -> {
                    if (busy.remove(step)) { // Else a term has begun since.
                        answer.accept(reply);
                    }
                });
        return true;
    }

    private void decide(String step, SystemCommand command) {
        once(step, new RequestBody.Decide(List.of(command)), ASK_TIMEOUT_NS, reply -> {});
    }

    private boolean keeps(MemberId member, String sha256) {
        Inventory known = inventories.get(member);
        return known != null && known.names().contains(sha256);
    }

    // Copies that are missing.

    private void repair(SharedFile file, Map<MemberId, MemberStatus> members, long nowNs) {
        List<MemberId> whole = new ArrayList<>();
        List<MemberId> missing = new ArrayList<>();
        List<MemberId> lost = new ArrayList<>();
        for (MemberId holder : file.holders()) {
            if (isDeadForGood(holder, nowNs)) {
                lost.add(holder);
            } else if (isAlive(members.get(holder)) && inventories.containsKey(holder)) {
                (keeps(holder, file.sha256()) ? whole : missing).add(holder);
            }
        }
        if (whole.isEmpty()) {
            return; // Nobody in reach is known to have it: there is nothing to copy.
        }
        int promised = file.holders().size() - lost.size();
        if (!missing.isEmpty()) {
            copy(file, missing.getFirst(), whole, false);
        } else if (promised < SharedFile.HOLDERS_WANTED) {
            MemberId chosen = choose(file, members);
            if (chosen != null) {
                copy(file, chosen, whole, true);
            }
        }
        if (!lost.isEmpty() && whole.size() >= SharedFile.HOLDERS_NEEDED) {
            MemberId gone = lost.getFirst();
            decide(
                    "unhold " + file.sha256(),
                    new SystemCommand.UnholdFile(file.sha256(), gone, file.epoch()));
        }
    }

    private @Nullable MemberId choose(SharedFile file, Map<MemberId, MemberStatus> members) {
        List<RecoveryPlan.Living> living = new ArrayList<>();
        members.forEach((member, status) -> {
            if (isAlive(status)) {
                boolean server = status.member().role() == MemberRole.SERVER;
                String machine = status.member().address().host();
                living.add(new RecoveryPlan.Living(member, server, machine, false));
            }
        });
        List<MemberId> candidates = RecoveryPlan.candidates(file, living);
        for (MemberId candidate : candidates) {
            if (keeps(candidate, file.sha256())) {
                return candidate; // A spare copy is there already.
            }
        }
        return candidates.isEmpty()
                ? null
                : Placement.holders(file.sha256(), candidates).getFirst();
    }

    private void copy(SharedFile file, MemberId to, List<MemberId> from, boolean newHolder) {
        String step = COPY + file.sha256();
        if (copying.size() >= REPAIRS_MAX || copying.containsKey(step)) {
            return;
        }
        long asOf = state.fileRemovals();
        boolean begun =
                once(
                        step,
                        new RequestBody.FetchFile(to, file.sha256(), file.bytes(), asOf, from),
                        FETCH_TIMEOUT_NS,
                        reply -> {
                            copying.remove(step);
                            if (reply instanceof Reply.Done && newHolder) {
                                decide(
                                        "hold " + file.sha256(),
                                        new SystemCommand.HoldFile(file.sha256(), to, asOf));
                            }
                            if (reply instanceof Reply.Done) {
                                inventories.remove(to); // Ask again before anything else.
                            }
                        });
        if (begun && busy.contains(step)) {
            copying.put(step, to);
        }
    }

    // Uploads that nothing refers to.

    private void collectUploads(List<SharedFile> files, int shards, long nowNs) {
        Map<String, SharedFile> due = new LinkedHashMap<>();
        Set<String> seen = new TreeSet<>();
        for (SharedFile file : files) {
            if (file.kept() || file.isDoomed() || state.isImported(file.sha256())) {
                continue;
            }
            String upload = file.sha256() + " " + file.epoch();
            seen.add(upload);
            long sinceNs = uploadSeenNs.computeIfAbsent(upload, key -> nowNs);
            if (nowNs - sinceNs >= settings.graceNs()
                    && due.size() < LedgerLimits.FENCED_FILES_MAX) {
                due.put(file.sha256(), file);
            }
        }
        uploadSeenNs.keySet().retainAll(seen);
        if (!due.isEmpty() && !busy.contains("fence")) {
            fence(due, shards);
        }
    }

    private void fence(Map<String, SharedFile> due, int shards) {
        busy.add("fence");
        long epoch = 0;
        for (SharedFile file : due.values()) {
            epoch = Math.max(epoch, file.epoch());
        }
        LedgerCommand command =
                new LedgerCommand.FenceUploads(
                        epoch, new ArrayList<>(due.keySet()), "supernode", "fence-" + epoch);
        Set<String> referenced = new TreeSet<>();
        int[] left = {shards, 0}; // Shards to answer; shards that could not.
        for (int shard = 0; shard < shards; shard++) {
            hands.ask(
                    new RequestBody.Post(GroupId.ofShard(shard), List.of(command)),
                    ASK_TIMEOUT_NS,
                    reply -> {
                        left[0]--;
                        if (reply instanceof Reply.Posted posted
                                && posted.results().getFirst()
                                        instanceof LedgerResult.UploadsFenced fenced) {
                            referenced.addAll(fenced.referenced());
                        } else {
                            left[1]++;
                        }
                        if (left[0] == 0 && busy.remove("fence") && left[1] == 0) {
                            due.values().forEach(file -> judge(file, referenced));
                        }
                    });
        }
    }

    private void judge(SharedFile file, Set<String> referenced) {
        String sha256 = file.sha256();
        if (referenced.contains(sha256)) {
            decide("keep " + sha256, new SystemCommand.KeepFile(sha256));
        } else if (!state.isImported(sha256)) {
            decide("doom " + sha256, new SystemCommand.DoomFile(sha256, file.epoch()));
        }
    }

    private void dropDoomed(SharedFile file, Map<MemberId, MemberStatus> members, long nowNs) {
        String sha256 = file.sha256();
        for (MemberId holder : file.holders()) {
            SystemCommand gone = new SystemCommand.UnholdFile(sha256, holder, file.epoch());
            if (isDeadForGood(holder, nowNs)) {
                decide("unhold " + sha256, gone);
            } else if (isAlive(members.get(holder))) {
                once(
                        "drop " + sha256 + " " + holder,
                        new RequestBody.DropFile(holder, sha256, file.doomedAt()),
                        ASK_TIMEOUT_NS,
                        reply -> {
                            if (reply instanceof Reply.Done) {
                                decide("unhold " + sha256, gone);
                            } else if (reply instanceof Reply.Declined) {
                                // An upload of the same bytes has begun since and may have ended
                                // nowhere: it is waited for, then the file is doomed anew.
                                again(file, nowNs);
                            }
                        });
            }
        }
    }

    private void again(SharedFile file, long nowNs) {
        String upload = file.sha256() + " doomed " + file.doomedAt();
        long sinceNs = uploadSeenNs.computeIfAbsent(upload, key -> nowNs);
        if (nowNs - sinceNs >= settings.graceNs()) {
            decide(
                    "doom " + file.sha256(),
                    new SystemCommand.DoomFile(file.sha256(), file.epoch()));
        }
    }

    // Copies that nothing counts on.

    private boolean isSpare(Copy copy) {
        SharedFile file = state.file(copy.sha256());
        return file == null || !file.holders().contains(copy.member());
    }

    private void dropSpares(long nowNs) {
        Set<Copy> spare = new TreeSet<>();
        List<Copy> due = new ArrayList<>();
        inventories.forEach((member, inventory) -> {
            for (String name : inventory.names()) {
                Copy copy = new Copy(member, name);
                if (isSpare(copy)) {
                    spare.add(copy);
                    long sinceNs = spareSeenNs.computeIfAbsent(copy, key -> nowNs);
                    if (nowNs - sinceNs >= settings.graceNs() && due.size() < DROPS_MAX) {
                        due.add(copy);
                    }
                }
            }
        });
        spareSeenNs.keySet().retainAll(spare);
        if (due.isEmpty()) {
            return;
        }
        once(
                "spares",
                new RequestBody.Decide(List.of(new SystemCommand.FenceRemovals())),
                ASK_TIMEOUT_NS,
                reply -> {
                    if (reply instanceof Reply.Decided decided
                            && decided.results().getFirst()
                                    instanceof SystemResult.Accepted accepted) {
                        due.forEach(copy -> dropSpare(copy, accepted.value()));
                    }
                });
    }

    /** The register now stands after the fence: what it does not count on may go. */
    private void dropSpare(Copy copy, long removal) {
        if (isSpare(copy)) {
            once(
                    "spare " + copy,
                    new RequestBody.DropFile(copy.member(), copy.sha256(), removal),
                    ASK_TIMEOUT_NS,
                    reply -> inventories.remove(copy.member()));
        }
    }
}
