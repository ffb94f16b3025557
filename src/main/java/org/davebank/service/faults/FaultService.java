package org.davebank.service.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.davebank.api.ProblemCode;
import org.davebank.base.Address;
import org.davebank.base.GroupId;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemCommand;
import org.davebank.host.AgentRequest;
import org.davebank.ledger.state.Damage;
import org.davebank.membership.Member;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.NodeView;
import org.davebank.node.wire.GroupReport;
import org.davebank.node.wire.Reply;
import org.davebank.node.wire.RequestBody;
import org.davebank.service.Caller;
import org.davebank.service.Leaders;
import org.davebank.service.MemberNames;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.Shards;
import org.jspecify.annotations.Nullable;

/**
 * Injects failures: process failures through the host agent, network faults that end by themselves
 * on the node. Every action needs the operator role and leaves a line in the audit trail.
 * Thread-safe; methods block until the action is done.
 */
public final class FaultService {

    public static final Duration TTL_DEFAULT = Duration.ofSeconds(60);
    public static final Duration TTL_MAX = Duration.ofHours(1);

    /** Target name for the node that leads the system group when the fault begins. */
    public static final String SUPERNODE = "supernode";

    private static final Pattern LEADER = Pattern.compile("leader of shard ([0-9]{1,4})");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration DECIDE_TIMEOUT = Duration.ofSeconds(10);

    /**
     * A fault that has started.
     *
     * @param node the affected node, also where the target was a role
     * @param text description of the effect
     */
    public record Injected(String id, String node, String text, Duration ttl) {}

    /** An action on a node's process. */
    public enum ProcessAction {
        KILL(AgentRequest.Action.KILL),
        STOP(AgentRequest.Action.STOP),
        PAUSE(AgentRequest.Action.PAUSE),
        RESUME(AgentRequest.Action.RESUME),
        REVIVE(AgentRequest.Action.REVIVE);

        private final AgentRequest.Action action;

        ProcessAction(AgentRequest.Action action) {
            this.action = action;
        }

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Shards shards;
    private final Agents agents;
    private final ControlAudit audit;

    public FaultService(Shards shards, Agents agents) {
        this.shards = shards;
        this.agents = agents;
        this.audit = new ControlAudit(shards);
    }

    /**
     * Kills, stops, pauses, resumes or revives a node's process.
     *
     * @return the agent's answer
     */
    public String act(Caller caller, ProcessAction action, String node) {
        caller.require(Role.OPERATOR);
        try {
            String text = agents.act(action.action, node).text();
            audit.record(caller, action.word(), node, text);
            return text;
        } catch (ServiceProblem e) {
            audit.record(caller, action.word(), node, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Starts another worker on this machine. */
    public String addWorker(Caller caller) {
        caller.require(Role.OPERATOR);
        String text = agents.addWorker().text();
        audit.record(caller, "add worker", "network", text);
        return text;
    }

    /**
     * Starts a fault of one node's network, which ends by itself on the node.
     *
     * @param target a node's name, {@link #SUPERNODE}, or {@code leader of shard N}; a role is
     *     resolved once, when the fault starts
     * @param id of 1 to 64 letters, digits, dots, dashes and underscores, or null for a new one; a
     *     fault of that id is replaced
     * @param ttl 1 s to {@link #TTL_MAX}
     */
    public Injected inject(
            Caller caller, NetworkFault fault, String target, @Nullable String id, Duration ttl) {
        caller.require(Role.OPERATOR);
        if (ttl.toSeconds() < 1 || ttl.compareTo(TTL_MAX) > 0) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "ttl_s must be 1 to " + TTL_MAX.toSeconds());
        }
        if (id != null && !ID.matcher(id).matches()) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST,
                    "a fault's id has 1 to 64 letters, digits, dots, dashes and underscores");
        }
        NodeView view = shards.view();
        Member node = target(view, target);
        List<Address> peers = addresses(view, fault.peers(), node.name());
        String word = fault.kind().word();
        String named =
                id != null
                        ? id
                        : word + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        endElsewhere(view, named, node);
        control(
                node.id(),
                node.name(),
                new ControlCommand.Inject(fault.plan(named, peers, ttl.toNanos())));
        long nowMs = System.currentTimeMillis();
        String text = fault.text(node.name());
        updateList(
                new SystemCommand.PlanFault(
                        named,
                        node.name(),
                        word,
                        text,
                        nowMs,
                        nowMs + ttl.toMillis(),
                        fault.listed()),
                faults -> faults.stream().anyMatch(each -> each.id().equals(named)));
        audit.record(caller, word, node.name(), text + ", for " + ttl.toSeconds() + " s");
        return new Injected(named, node.name(), text, ttl);
    }

    private static Member target(NodeView view, String target) {
        Member known = member(view, target);
        if (known != null) {
            return known;
        }
        Matcher shard = LEADER.matcher(target);
        GroupId group = target.equals(SUPERNODE) ? GroupId.SYSTEM : null;
        if (shard.matches()) {
            group = group(view, Integer.parseInt(shard.group(1)));
        }
        if (group == null) {
            throw noNode(target);
        }
        GroupReport report = Leaders.of(group, view);
        for (MemberStatus status : view.members()) {
            if (report != null && status.member().id().equals(report.leader())) {
                return status.member();
            }
        }
        throw ServiceProblem.of(ProblemCode.NODE_STATE, "there is no " + target + " at the moment");
    }

    private static @Nullable GroupId group(NodeView view, int shard) {
        SystemCommand.Found founding = view.founding();
        return founding != null && shard < founding.shards() ? GroupId.ofShard(shard) : null;
    }

    private static List<Address> addresses(NodeView view, List<String> peers, String own) {
        List<Address> addresses = new ArrayList<>();
        for (String peer : peers) {
            Member member = member(view, peer);
            if (member == null) {
                throw noNode(peer);
            }
            if (peer.equals(own)) {
                throw ServiceProblem.of(
                        ProblemCode.MALFORMED_REQUEST, own + " cannot be its own peer");
            }
            addresses.add(member.address());
        }
        return addresses;
    }

    private static ServiceProblem noNode(String name) {
        return ServiceProblem.of(ProblemCode.NODE_NOT_FOUND, "there is no node " + name);
    }

    /** An id names one fault in the network: heals it on any other node that has it. */
    private void endElsewhere(NodeView view, String id, Member node) {
        for (SystemCommand.PlanFault known : view.faults()) {
            Member other = known.id().equals(id) ? member(view, known.node()) : null;
            if (other != null && !other.id().equals(node.id())) {
                tryControl(other.id(), new ControlCommand.Heal(id));
            }
        }
    }

    /**
     * Ends one fault on every node that has it.
     *
     * @throws ServiceProblem fault_not_found when it is neither listed nor active on a node
     */
    public void heal(Caller caller, String faultId) {
        caller.require(Role.OPERATOR);
        boolean listed =
                shards.view().faults().stream().anyMatch(each -> each.id().equals(faultId));
        List<CompletableFuture<Reply>> heals =
                reachable().stream()
                        .map(status ->
                                tryControl(status.member().id(), new ControlCommand.Heal(faultId)))
                        .toList();
        // Without a quorum the list may lack active faults.
        if (!listed && heals.stream().noneMatch(FaultService::had)) {
            throw ServiceProblem.of(
                    ProblemCode.FAULT_NOT_FOUND, "no fault " + faultId + " is active");
        }
        updateList(
                new SystemCommand.EndFault(faultId),
                faults -> faults.stream().noneMatch(each -> each.id().equals(faultId)));
        audit.record(caller, "heal", faultId, "done");
    }

    /** Ends all faults on all nodes. */
    public void healAll(Caller caller) {
        caller.require(Role.OPERATOR);
        for (MemberStatus status : reachable()) {
            tryControl(status.member().id(), new ControlCommand.HealAll());
        }
        updateList(new SystemCommand.EndFault(""), List::isEmpty);
        audit.record(caller, "heal all", "network", "done");
    }

    /**
     * Updates the list of faults and waits briefly for it. The fault itself works without the
     * system group.
     */
    private void updateList(SystemCommand command, Predicate<List<SystemCommand.PlanFault>> done) {
        shards.ask(new RequestBody.Decide(List.of(command)), DECIDE_TIMEOUT);
        shards.awaitHere(view -> done.test(view.faults()));
    }

    /** The newest lines of a node's log. */
    public List<String> logTail(Caller caller, String node, int lines) {
        caller.require(Role.VIEWER);
        byte[] answer =
                control(
                        node,
                        new ControlCommand.LogTail(Math.min(lines, ControlCommand.LINES_MAX)));
        return new String(answer, StandardCharsets.UTF_8).lines().toList();
    }

    /**
     * Damages the books of one replica, if the node runs with the test-only switch.
     *
     * @param kind a {@link Damage.Kind} in lower case
     */
    public void harm(Caller caller, String node, int shard, String kind, long deltaMinor) {
        caller.require(Role.ADMIN);
        for (Damage.Kind each : Damage.Kind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(kind)) {
                control(node, new ControlCommand.Harm(shard, each, deltaMinor));
                audit.record(caller, "harm (test)", node, kind + " of shard " + shard);
                return;
            }
        }
        throw ServiceProblem.of(ProblemCode.MALFORMED_REQUEST, "no harm is called " + kind);
    }

    private List<MemberStatus> reachable() {
        // An isolated node looks dead to the others, but faults spare control messages: ask anyway.
        return shards.view().members().stream()
                .filter(status -> status.state() != MemberState.LEFT)
                .toList();
    }

    private CompletableFuture<Reply> tryControl(MemberId member, ControlCommand command) {
        return shards.ask(
                new RequestBody.Control(member, ControlCommand.encode(command)), CONTROL_TIMEOUT);
    }

    /** Whether a node that was asked to heal a fault had it. */
    private static boolean had(CompletableFuture<Reply> healed) {
        return Shards.await(healed, CONTROL_TIMEOUT) instanceof Reply.Done done
                && done.bytes().length > 0;
    }

    private byte[] control(String node, ControlCommand command) {
        Member member = member(shards.view(), node);
        if (member == null) {
            throw noNode(node);
        }
        return control(member.id(), node, command);
    }

    private byte[] control(MemberId member, String node, ControlCommand command) {
        Reply reply =
                Shards.await(
                        shards.ask(
                                new RequestBody.Control(member, ControlCommand.encode(command)),
                                CONTROL_TIMEOUT),
                        CONTROL_TIMEOUT);
        return switch (reply) {
            case Reply.Done done -> done.bytes();
            case Reply.Declined declined ->
                    throw ServiceProblem.of(ProblemCode.NODE_STATE, declined.why());
            default ->
                    throw ServiceProblem.of(
                            ProblemCode.OUTCOME_UNKNOWN, "node " + node + " does not answer");
        };
    }

    private static @Nullable Member member(NodeView view, String name) {
        MemberStatus present = MemberNames.of(view).present(name);
        return present == null ? null : present.member();
    }
}
