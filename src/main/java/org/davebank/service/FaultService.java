package org.davebank.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.davebank.base.MemberId;
import org.davebank.directory.SystemCommand;
import org.davebank.fault.FaultPlan;
import org.davebank.host.AgentRequest;
import org.davebank.membership.MemberState;
import org.davebank.membership.MemberStatus;
import org.davebank.node.Reply;
import org.davebank.node.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Breaking things on purpose: processes through their host agent, networks through a fault that ends
 * by itself on the node. Every action needs the operator role and leaves a line in the audit trail.
 * Thread-safe; methods block until the action is done.
 */
public final class FaultService {

    public static final Duration TTL_DEFAULT = Duration.ofSeconds(60);
    public static final Duration TTL_MAX = Duration.ofHours(1);

    private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration DECIDE_TIMEOUT = Duration.ofSeconds(10);

    /** What can be done to a node's process. */
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
     * @return what the agent says
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

    /** Starts one more worker on this machine. */
    public String addWorker(Caller caller) {
        caller.require(Role.OPERATOR);
        String text = agents.addWorker().text();
        audit.record(caller, "add worker", "network", text);
        return text;
    }

    /** Cuts a node off from all others until the time is over or the fault is healed. */
    public String isolate(Caller caller, String node, Duration ttl) {
        caller.require(Role.OPERATOR);
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(TTL_MAX) > 0) {
            throw ServiceProblem.of(
                    ProblemCode.MALFORMED_REQUEST, "ttl_s must be 1 to " + TTL_MAX.toSeconds());
        }
        String id = "isolate-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        FaultPlan plan = FaultPlan.isolate(id, ttl.toNanos());
        control(node, new ControlCommand.Inject(plan));
        long expiresAtMs = System.currentTimeMillis() + ttl.toMillis();
        decideLater(
                new SystemCommand.PlanFault(
                        id, node, "isolate", node + " is cut off from all others", expiresAtMs));
        audit.record(caller, "isolate", node, "for " + ttl.toSeconds() + " s");
        return id;
    }

    /** Ends one fault on whatever node has it. */
    public void heal(Caller caller, String faultId) {
        caller.require(Role.OPERATOR);
        for (MemberStatus status : reachable()) {
            tryControl(status.member().id(), new ControlCommand.Heal(faultId));
        }
        decideLater(new SystemCommand.EndFault(faultId));
        audit.record(caller, "heal", faultId, "done");
    }

    /** Ends all faults on all nodes. */
    public void healAll(Caller caller) {
        caller.require(Role.OPERATOR);
        for (MemberStatus status : reachable()) {
            tryControl(status.member().id(), new ControlCommand.HealAll());
        }
        decideLater(new SystemCommand.EndFault(""));
        audit.record(caller, "heal all", "network", "done");
    }

    /** The fault works without the system group; only its line on the screen waits for it. */
    private void decideLater(SystemCommand command) {
        shards.ask(new RequestBody.Decide(List.of(command)), DECIDE_TIMEOUT);
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

    /** Alters one posting on one replica, if the node runs with the test-only switch. */
    public void alterPosting(Caller caller, String node, int shard, long deltaMinor) {
        caller.require(Role.ADMIN);
        control(node, new ControlCommand.AlterPosting(shard, deltaMinor));
        audit.record(caller, "alter posting (test)", node, "shard " + shard);
    }

    private List<MemberStatus> reachable() {
        // An isolated node looks dead to the others; faults spare control messages, so ask anyway.
        return shards.view().members().stream()
                .filter(status -> status.state() != MemberState.LEFT)
                .toList();
    }

    private void tryControl(MemberId member, ControlCommand command) {
        shards.ask(
                new RequestBody.Control(member, ControlCommand.encode(command)), CONTROL_TIMEOUT);
    }

    private byte[] control(String node, ControlCommand command) {
        MemberId member = member(node);
        if (member == null) {
            throw ServiceProblem.of(ProblemCode.NODE_NOT_FOUND, "there is no node " + node);
        }
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

    private @Nullable MemberId member(String name) {
        MemberId best = null;
        for (MemberStatus status : shards.view().members()) {
            if (status.member().name().equals(name)
                    && (best == null || status.state() == MemberState.ALIVE)) {
                best = status.member().id();
            }
        }
        return best;
    }

    /** Lines of the audit trail that wait for the system group's quorum; tried again now. */
    public int flushAudit() {
        audit.flush();
        return audit.waiting().size();
    }
}
