package org.davebank.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.base.AccountNumber;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.RoutingTable;
import org.davebank.directory.Slots;
import org.davebank.directory.SystemCommand;
import org.davebank.io.NodeLoop;
import org.davebank.ledger.Account;
import org.davebank.ledger.LedgerAnswer;
import org.davebank.ledger.LedgerCommand;
import org.davebank.ledger.LedgerQuery;
import org.davebank.ledger.LedgerResult;
import org.davebank.ledger.MovementCommand;
import org.davebank.node.Node;
import org.davebank.node.NodeView;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.bank.FirstPiece;
import org.jspecify.annotations.Nullable;

/**
 * Gives use cases access to the shards: picks the group, waits for the reply, and turns a failed
 * one into a {@link ServiceProblem}. Blocking methods are meant for request threads.
 */
public final class Shards {

    public static final Duration WRITE_TIMEOUT = Duration.ofSeconds(8);
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(4);

    /** How long a read waits for an index that the caller has seen elsewhere. */
    public static final Duration INDEX_TIMEOUT = Duration.ofSeconds(1);

    private static final long GRACE_MS = 2_000;
    private static final long HEARD_NS = 1_000_000_000L;
    private static final long HEARD_POLL_MS = 5;
    private static final Executor APPLIED_POLL =
            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final NodeLoop loop;
    private final RefusedCommands refused = new RefusedCommands();
    private volatile SystemCommand.@Nullable Found founding;

    public Shards(NodeLoop loop) {
        this.loop = loop;
    }

    /**
     * The parameters fixed at founding; throws {@code no_quorum} while this node does not know
     * them.
     */
    public SystemCommand.Found founding() {
        SystemCommand.Found known = founding;
        if (known == null) {
            known = await(loop.onLoop(Node::view), READ_TIMEOUT).founding();
            founding = known;
        }
        if (known == null) {
            throw ServiceProblem.of(
                    ProblemCode.NO_QUORUM, "the network is not founded yet, try again shortly");
        }
        return known;
    }

    public int count() {
        return founding().shards();
    }

    public GroupId of(AccountNumber account) {
        return GroupId.ofShard(Slots.shardOf(account, count()));
    }

    /** The shard that a client's command goes to. */
    public GroupId of(LedgerCommand command) {
        return switch (command) {
            case LedgerCommand.OpenAccount c -> of(c.number());
            case LedgerCommand.Post c -> of(c.account());
            case LedgerCommand.ReserveAlias c -> ofAlias(c.alias());
            case LedgerCommand.ConfirmAlias c -> ofAlias(c.alias());
            case LedgerCommand.ClaimAlias c -> ofAlias(c.alias());
            case LedgerCommand.FreeAlias c -> ofAlias(c.alias());
            case LedgerCommand.Attach c -> of(c.account());
            case LedgerCommand.ChangeAccount c -> of(c.account());
            case LedgerCommand.GiveUpChange c -> of(c.account());
            case LedgerCommand.FenceUploads c -> throw ofNoClient(c);
            case MovementCommand c -> throw ofNoClient(c);
        };
    }

    private static IllegalArgumentException ofNoClient(LedgerCommand command) {
        return new IllegalArgumentException("no command of a client: " + command);
    }

    public GroupId ofAlias(String alias) {
        return GroupId.ofShard(Slots.shardOfAlias(alias, count()));
    }

    /** This node's current view of the network. */
    public NodeView view() {
        return await(loop.onLoop(Node::view), READ_TIMEOUT);
    }

    /**
     * Waits until this node has seen what the system group has decided, so that a client can read
     * here what it has just written. Normally takes one heartbeat at most; gives up after a second.
     */
    public void awaitHere(Predicate<NodeView> heard) {
        long endNs = System.nanoTime() + HEARD_NS;
        while (System.nanoTime() < endNs && !heard.test(view())) {
            try {
                Thread.sleep(HEARD_POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The node names of these members. */
    public List<String> names(List<MemberId> members) {
        Map<MemberId, String> known = new HashMap<>();
        NodeView view = view();
        view.recorded().forEach(each -> known.put(each.id(), each.name()));
        view.members().forEach(each -> known.put(each.member().id(), each.member().name()));
        return members.stream().map(each -> known.getOrDefault(each, each.toString())).toList();
    }

    /**
     * An account's current state, or null when it does not exist.
     *
     * @throws ServiceProblem no_quorum or too_busy
     */
    public @Nullable Account account(AccountNumber number) {
        Reply.Answered reply =
                read(of(number), new LedgerQuery.GetAccount(number), ReadOptions.STRONG);
        return reply.answer() instanceof LedgerAnswer.AccountFound found ? found.account() : null;
    }

    /** A result with the log index of its entry. */
    public record Written(LedgerResult result, long index) {}

    /**
     * Writes one command.
     *
     * @throws ServiceProblem no_quorum, outcome_unknown (with {@code transactionId}) or too_busy
     */
    public Written write(GroupId group, LedgerCommand command, @Nullable String transactionId) {
        Reply reply =
                await(
                        loop.submit(
                                new RequestBody.Post(group, List.of(routed(command))),
                                WRITE_TIMEOUT),
                        WRITE_TIMEOUT);
        refused.count(reply, 1);
        if (reply instanceof Reply.Posted posted) {
            return new Written(posted.results().getFirst(), posted.index());
        }
        throw problem(reply, group, transactionId);
    }

    /** Writes many commands as one log entry; they must fit into one: see {@link FirstPiece}. */
    public CompletableFuture<Reply> writeAll(GroupId group, List<LedgerCommand> commands) {
        List<LedgerCommand> routed = commands.stream().map(this::routed).toList();
        return loop.submit(new RequestBody.Post(group, routed), WRITE_TIMEOUT)
                .thenApply(reply -> {
                    refused.count(reply, commands.size());
                    return reply;
                });
    }

    /** What moves money to an account of another shard begins in that of the debited account. */
    private LedgerCommand routed(LedgerCommand command) {
        if (command instanceof LedgerCommand.Post post
                && post.credits()
                && post.toAccount() != null) {
            GroupId to = of(post.toAccount());
            return to.equals(of(post.account()))
                    ? command
                    : new MovementCommand.Begin(post, to.shard());
        }
        return command;
    }

    /** What the ledger did not carry out. */
    public RefusedCommands refused() {
        return refused;
    }

    /** Has the system group decide a command. */
    public Reply.Decided decide(SystemCommand command, Duration timeout) {
        Reply reply =
                await(loop.submit(new RequestBody.Decide(List.of(command)), timeout), timeout);
        if (reply instanceof Reply.Decided decided) {
            return decided;
        }
        throw problem(reply, GroupId.SYSTEM, null);
    }

    /** Sends a request directly to one node. */
    public CompletableFuture<Reply> ask(RequestBody body, Duration timeout) {
        return loop.submit(body, timeout);
    }

    /** Reads one shard. */
    public Reply.Answered read(GroupId group, LedgerQuery query, ReadOptions options) {
        return await(startRead(group, query, options), READ_TIMEOUT, group);
    }

    /** Reads all shards at once, in the order of their numbers. */
    public List<Reply.Answered> readAll(LedgerQuery query, ReadOptions options) {
        Map<GroupId, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
        for (int shard = 0; shard < count(); shard++) {
            GroupId group = GroupId.ofShard(shard);
            asked.put(group, startRead(group, query, options));
        }
        List<Reply.Answered> answers = new ArrayList<>();
        asked.forEach((group, reply) -> {
            Reply.Answered answer = await(reply, group, options);
            if (answer != null) {
                answers.add(answer);
            }
        });
        return answers;
    }

    /** Reads one shard; null where the options allow leaving it out. */
    public Reply.@Nullable Answered readIfKnown(
            GroupId group, LedgerQuery query, ReadOptions options) {
        return await(startRead(group, query, options), group, options);
    }

    private Reply.@Nullable Answered await(
            CompletableFuture<Reply> reply, GroupId group, ReadOptions options) {
        try {
            return await(reply, READ_TIMEOUT, group);
        } catch (ServiceProblem e) {
            if (options.partial() && e.code().retryable()) {
                return null;
            }
            throw e;
        }
    }

    /** Starts to read one shard. */
    public CompletableFuture<Reply> startRead(
            GroupId group, LedgerQuery query, ReadOptions options) {
        long indexMin = options.indexMin().getOrDefault(group.shard(), 0L);
        if (options.stale()) {
            MemberId replica;
            try {
                replica = anyReplica(group);
            } catch (ServiceProblem e) {
                return CompletableFuture.completedFuture(
                        new Reply.Declined(String.valueOf(e.getMessage())));
            }
            RequestBody asked = new RequestBody.AskStale(replica, group, query);
            // A partial read does not wait long for a node that may just have died.
            Duration patience = options.partial() ? INDEX_TIMEOUT : READ_TIMEOUT;
            return untilApplied(
                    () -> loop.submit(asked, patience),
                    indexMin,
                    System.nanoTime() + INDEX_TIMEOUT.toNanos());
        }
        Duration timeout = indexMin > 0 ? INDEX_TIMEOUT : READ_TIMEOUT;
        return loop.submit(new RequestBody.Ask(group, query, indexMin), timeout);
    }

    /** Asks a replica repeatedly until it has applied the index or the time is up. */
    static CompletableFuture<Reply> untilApplied(
            Supplier<CompletableFuture<Reply>> ask, long indexMin, long endNs) {
        return ask.get()
                .thenCompose(reply -> {
                    if (!(reply instanceof Reply.Answered answer) || answer.index() >= indexMin) {
                        return CompletableFuture.completedFuture(reply);
                    }
                    if (System.nanoTime() >= endNs) {
                        return CompletableFuture.completedFuture(
                                new Reply.Declined(
                                        "the replica of "
                                                + answer.group()
                                                + " that was asked has applied index "
                                                + answer.index()
                                                + ", not yet "
                                                + indexMin));
                    }
                    return CompletableFuture.supplyAsync(() -> ask, APPLIED_POLL)
                            .thenCompose(again -> untilApplied(again, indexMin, endNs));
                });
    }

    private MemberId anyReplica(GroupId group) {
        NodeView view = view();
        RoutingTable.Route route = view.routes().get(group);
        List<MemberId> replicas = route == null ? List.of() : route.replicas();
        if (replicas.contains(view.self())) {
            return view.self();
        }
        for (var status : view.members()) {
            boolean alive = status.state() == org.davebank.membership.MemberState.ALIVE;
            if (alive && replicas.contains(status.member().id())) {
                return status.member().id();
            }
        }
        throw ServiceProblem.of(
                ProblemCode.NO_QUORUM, "no replica of " + group + " can be reached");
    }

    /** "0:123,2:55" for the shards of these answers. */
    public static String indexes(List<Reply.Answered> answers) {
        StringBuilder text = new StringBuilder();
        for (Reply.Answered answer : answers) {
            text.append(text.isEmpty() ? "" : ",");
            text.append(answer.group().shard()).append(':').append(answer.index());
        }
        return text.toString();
    }

    /** How old the oldest of these answers may be. */
    public static long stalenessMs(List<Reply.Answered> answers) {
        return answers.stream().mapToLong(Reply.Answered::stalenessMs).max().orElse(0);
    }

    private Reply.Answered await(CompletableFuture<Reply> reply, Duration timeout, GroupId group) {
        Reply answer = await(reply, timeout);
        if (answer instanceof Reply.Answered answered) {
            return answered;
        }
        if (answer instanceof Reply.TimedOut) {
            throw ServiceProblem.of(
                    ProblemCode.NO_QUORUM, group + " has no reachable quorum; nothing was read");
        }
        throw problem(answer, group, null);
    }

    /** Waits for the loop's answer; the loop has its own deadline, this one is a safety net. */
    public static <T> T await(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.toMillis() + GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceProblem.of(ProblemCode.OUTCOME_UNKNOWN, "interrupted while waiting");
        } catch (TimeoutException e) {
            throw ServiceProblem.of(
                    ProblemCode.OUTCOME_UNKNOWN, "this node did not answer in time");
        } catch (ExecutionException e) {
            throw ServiceProblem.of(
                    ProblemCode.OUTCOME_UNKNOWN, "this node is stopping: " + e.getCause());
        }
    }

    /** Translates a failed reply into the problem that the client gets. */
    public static ServiceProblem problem(
            Reply reply, GroupId group, @Nullable String transactionId) {
        ProblemCode code = code(reply);
        return switch (reply) {
            case Reply.Busy busy -> ServiceProblem.of(code, busy.why());
            case Reply.TooLarge large -> ServiceProblem.of(code, large.why());
            case Reply.Skewed skewed -> ServiceProblem.of(code, skewed.why());
            case Reply.Declined declined -> ServiceProblem.of(code, declined.why());
            case Reply.TimedOut out when !out.maybeDone() ->
                    ServiceProblem.of(code, group + " has no quorum in reach; nothing was changed");
            case Reply.TimedOut out -> {
                String message =
                        "no answer in time; "
                                + group
                                + " may or may not have done it. Retry with the same key,"
                                + " or look it up";
                yield transactionId == null
                        ? ServiceProblem.of(code, message)
                        : ServiceProblem.about(code, message, transactionId);
            }
            default -> ServiceProblem.of(code, "an answer of another kind");
        };
    }

    static ProblemCode code(Reply reply) {
        return switch (reply) {
            case Reply.Busy busy -> ProblemCode.TOO_BUSY;
            case Reply.TooLarge large -> ProblemCode.TOO_LARGE;
            case Reply.Skewed skewed -> ProblemCode.CLOCK_SKEW;
            case Reply.Declined declined -> ProblemCode.NO_QUORUM;
            case Reply.TimedOut out ->
                    out.maybeDone() ? ProblemCode.OUTCOME_UNKNOWN : ProblemCode.NO_QUORUM;
            default -> ProblemCode.INTERNAL;
        };
    }
}
