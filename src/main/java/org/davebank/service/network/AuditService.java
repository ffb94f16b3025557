package org.davebank.service.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.ledger.AuditFinding;
import org.davebank.node.NodeView;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.Caller;
import org.davebank.service.MemberNames;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.davebank.service.network.AuditReport.ReplicaBooks;
import org.davebank.service.network.AuditReport.ShardBooks;
import org.davebank.service.network.NetworkSnapshot.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Continuously checks that no money was created or lost: each shard's leader names a log index
 * after a ReadIndex round; every reachable replica reports its state hash at that index and the
 * result of recomputing all balances from its history.
 *
 * <p>Each shard sums to zero at every index, money on its way to other shards included. Whether what
 * all shards have in transit adds up, {@link CutAudit} judges.
 */
public final class AuditService implements AutoCloseable {

    /** From the end of one audit to the start of the next. */
    static final Duration REST = Duration.ofMillis(1_000);

    static final Duration LEADER_TIMEOUT = Duration.ofMillis(1_500);
    static final Duration REPLICA_TIMEOUT = Duration.ofMillis(700);

    /** A replica that lags slightly gets this long to reach the leader's index. */
    static final Duration CATCH_UP = Duration.ofMillis(150);

    /** An older proof says little about the present. */
    static final long STALE_MS = 10_000;

    /** What people do about books that are wrong. */
    private static final String ADVICE =
            ". Start the nodes of the shard again, so that they read their journals; if the audit says the"
                    + " same then, keep all data folders and stop payments of the shard";

    private final Shards shards;
    private final CutAudit cuts;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("audit").factory());
    private volatile @Nullable AuditReport latest;

    public AuditService(Shards shards) {
        this.shards = shards;
        this.cuts = new CutAudit(shards);
    }

    /** Starts auditing in the background. */
    public void start() {
        timer.scheduleWithFixedDelay(
                this::judgeInBackground, 0, REST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void judgeInBackground() {
        try {
            latest = judge();
        } catch (ServiceProblem e) {
            latest =
                    new AuditReport(
                            System.currentTimeMillis(),
                            Verdict.UNKNOWN,
                            String.valueOf(e.getMessage()),
                            List.of(),
                            cuts.latest());
        }
    }

    /** The newest verdict with its age, for the money chip. */
    public NetworkSnapshot.Money money(long nowMs) {
        AuditReport report = latest;
        if (report == null) {
            return new NetworkSnapshot.Money(Verdict.UNKNOWN, 0, "not judged yet");
        }
        long ageMs = Math.max(0, nowMs - report.atMs()) + report.recomputedAgeMs();
        boolean stale = report.verdict() == Verdict.CONSERVED && ageMs > STALE_MS;
        return new NetworkSnapshot.Money(
                stale ? Verdict.STALE : report.verdict(), ageMs, report.text());
    }

    /**
     * Audits now; takes as long as the slowest shard, at most about 2.5 s, and longer when a shard stops
     * answering during the cut.
     */
    public AuditReport audit(Caller caller) {
        caller.require(Role.VIEWER);
        AuditReport report = judge();
        latest = report;
        return report;
    }

    private AuditReport judge() {
        NodeView view = shards.view();
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        int count = shards.count();
        for (int shard = 0; shard < count; shard++) {
            GroupId group = GroupId.ofShard(shard);
            asked.add(shards.ask(new RequestBody.AuditLeader(group), LEADER_TIMEOUT));
        }
        List<Reply> leaders = new ArrayList<>();
        asked.forEach(each -> leaders.add(Shards.await(each, LEADER_TIMEOUT)));
        boolean all = leaders.stream().allMatch(each -> each instanceof Reply.Audited);
        TransitCut cut = all ? cuts.judge(view, System.currentTimeMillis()) : cuts.latest();
        List<ShardBooks> books = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            books.add(judge(GroupId.ofShard(shard), leaders.get(shard), view, cut));
        }
        Verdict verdict = verdict(books, cut);
        return new AuditReport(
                System.currentTimeMillis(), verdict, text(verdict, books, cut), books, cut);
    }

    private ShardBooks judge(GroupId group, Reply leader, NodeView view, @Nullable TransitCut cut) {
        boolean known = leader instanceof Reply.Audited;
        long index = leader instanceof Reply.Audited audited ? audited.index() : 0;
        RoutingTable.Route route = view.routes().get(group);
        List<MemberId> members = route == null ? List.of() : route.replicas();
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (MemberId member : members) {
            asked.add(askReplica(member, group, index));
        }
        MemberNames names = MemberNames.of(view);
        List<ReplicaBooks> replicas = new ArrayList<>();
        Map<Long, Integer> hashes = new HashMap<>();
        boolean recomputed = true;
        long recomputedAgeMs = -1;
        long rereadAgeMs = -1;
        for (int i = 0; i < members.size(); i++) {
            Reply reply = Shards.await(asked.get(i), REPLICA_TIMEOUT);
            if (reply instanceof Reply.Audited audited && audited.behind() && known) {
                reply = secondChance(members.get(i), group, index);
            }
            boolean leads = route != null && members.get(i).equals(route.leader());
            ReplicaBooks row =
                    row(names.of(members.get(i)), leads && isWrong(leader) ? leader : reply, known);
            replicas.add(row);
            recomputed &= !row.state().equals("violated");
            if (reply instanceof Reply.Audited audited && audited.finding() != null) {
                recomputedAgeMs = Math.max(recomputedAgeMs, audited.findingAgeMs());
                rereadAgeMs = Math.max(rereadAgeMs, audited.rereadAgeMs());
            }
            if (reply instanceof Reply.Audited audited && !audited.behind() && known) {
                hashes.merge(audited.stateHash(), 1, Integer::sum);
            }
        }
        boolean majority =
                hashes.values().stream().mapToInt(each -> each).sum() * 2 > members.size();
        Reply.Audited sums = leader instanceof Reply.Audited audited ? audited : null;
        return new ShardBooks(
                group.shard(),
                known && majority && recomputedAgeMs >= 0,
                index,
                sums == null ? 0 : sums.sumMinor(),
                sums == null ? 0 : sums.accounts(),
                sums == null ? 0 : sums.transactions(),
                known && cut != null ? cut.inTransitMinor().get(group.shard()) : null,
                recomputed,
                hashes.size() <= 1,
                recomputedAgeMs,
                rereadAgeMs,
                replicas);
    }

    /** Some of what is wrong only the leader knows, and says only when it is asked as the leader. */
    private static boolean isWrong(Reply leader) {
        return leader instanceof Reply.Audited audited
                && audited.finding() != null
                && !audited.finding().conserved();
    }

    private CompletableFuture<Reply> askReplica(MemberId member, GroupId group, long index) {
        return shards.ask(new RequestBody.AuditReplica(member, group, index), REPLICA_TIMEOUT);
    }

    private Reply secondChance(MemberId member, GroupId group, long index) {
        try {
            Thread.sleep(CATCH_UP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Shards.await(askReplica(member, group, index), REPLICA_TIMEOUT);
    }

    private static ReplicaBooks row(String node, Reply reply, boolean known) {
        if (!(reply instanceof Reply.Audited audited)) {
            return new ReplicaBooks(node, "unreachable", "", "no answer");
        }
        String hash = Long.toHexString(audited.stateHash());
        AuditFinding finding = audited.finding();
        if (finding != null && !finding.conserved()) {
            return new ReplicaBooks(node, "violated", hash, finding.detail());
        }
        if (audited.sumMinor() != 0) {
            return new ReplicaBooks(
                    node, "violated", hash, "balances sum to " + audited.sumMinor());
        }
        if (audited.behind() || !known) {
            return new ReplicaBooks(node, "behind", "", "has not applied the leader's index yet");
        }
        return new ReplicaBooks(
                node, "ok", hash, finding == null ? "first scan not finished" : "recomputed");
    }

    private static Verdict verdict(List<ShardBooks> books, @Nullable TransitCut cut) {
        boolean unknown = false;
        for (ShardBooks each : books) {
            if (!each.balancesRecomputed() || !each.hashesAgree() || each.sumMinor() != 0) {
                return Verdict.VIOLATED;
            }
            unknown |= !each.known();
        }
        if (cut != null && cut.violation() != null) {
            return Verdict.VIOLATED;
        }
        return unknown ? Verdict.UNKNOWN : Verdict.CONSERVED;
    }

    private static String text(Verdict verdict, List<ShardBooks> books, @Nullable TransitCut cut) {
        return switch (verdict) {
            case CONSERVED, STALE ->
                    "every balance was recomputed from history, and "
                            + agreement(
                                    books.stream()
                                            .flatMap(each -> each.replicas().stream())
                                            .toList())
                            + (cut == null ? "" : "; what is in transit adds up");
            case UNKNOWN ->
                    "shards without a reachable quorum, or not recomputed yet: "
                            + numbers(books.stream().filter(each -> !each.known()).toList());
            case VIOLATED -> {
                for (ShardBooks each : books) {
                    for (ReplicaBooks replica : each.replicas()) {
                        if (replica.state().equals("violated")) {
                            yield "shard "
                                    + each.shard()
                                    + " on "
                                    + replica.node()
                                    + ": "
                                    + replica.detail()
                                    + ADVICE;
                        }
                    }
                    if (!each.hashesAgree()) {
                        yield "replicas of shard " + each.shard() + " differ" + ADVICE;
                    }
                    if (each.sumMinor() != 0) {
                        yield "the balances of shard "
                                + each.shard()
                                + " do not sum to zero"
                                + ADVICE;
                    }
                }
                String violation = cut == null ? null : cut.violation();
                yield (violation == null ? "the books are not right" : violation) + ADVICE;
            }
        };
    }

    /** A replica that did not answer does not count as agreeing. */
    private static String agreement(List<ReplicaBooks> replicas) {
        List<String> silent =
                replicas.stream()
                        .filter(each -> each.state().equals("unreachable"))
                        .map(ReplicaBooks::node)
                        .distinct()
                        .sorted()
                        .toList();
        return silent.isEmpty()
                ? "every replica agrees"
                : "every reachable replica agrees; no answer from: " + String.join(", ", silent);
    }

    private static String numbers(List<ShardBooks> books) {
        List<String> numbers = new ArrayList<>();
        books.forEach(each -> numbers.add(Integer.toString(each.shard())));
        return String.join(", ", numbers);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
