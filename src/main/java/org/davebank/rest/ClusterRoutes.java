package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.davebank.base.Event;
import org.davebank.service.Caller;
import org.davebank.service.ProblemCode;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.faults.FaultService;
import org.davebank.service.faults.NetworkFault;
import org.davebank.service.network.AuditReport;
import org.davebank.service.network.AuditService;
import org.davebank.service.network.NetworkService;
import org.davebank.service.network.NetworkSnapshot;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /cluster}: the network itself, and breaking it. */
@RestController
final class ClusterRoutes {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Set<String> FAULT_FIELDS =
            Set.of(
                    "kind",
                    "target",
                    "ttl_s",
                    "parameters.percent",
                    "parameters.delay_ms",
                    "parameters.jitter_ms",
                    "parameters.jump_ms",
                    "parameters.drift_ppm",
                    "parameters.peers",
                    "parameters.direction");

    private final NetworkService network;
    private final AuditService audit;
    private final FaultService faults;
    private final Operations operations = new Operations();

    ClusterRoutes(NetworkService network, AuditService audit, FaultService faults) {
        this.network = network;
        this.audit = audit;
        this.faults = faults;
    }

    @GetMapping({"/cluster", "/cluster/"})
    Map<String, Object> cluster(HttpServletRequest request) {
        NetworkSnapshot snapshot = network.snapshot(Callers.of(request));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("served_by", snapshot.servedBy());
        json.put("supernode", snapshot.supernode());
        json.put("term", snapshot.supernodeTerm());
        json.put("system_quorum", snapshot.systemQuorum());
        json.put("system_voters", snapshot.systemVoters());
        json.put("replicas_wanted", snapshot.replicasWanted());
        json.put("fault_tolerant", snapshot.faultTolerant());
        json.put("failures_survived", snapshot.failuresSurvived());
        json.put("one_too_many", snapshot.oneTooMany());
        json.put("system", HealthJson.of(snapshot.system()));
        json.put("currency", snapshot.currency());
        json.put("money", money(snapshot.money()));
        json.put("nodes", snapshot.nodes().stream().map(ClusterRoutes::node).toList());
        json.put("shards", snapshot.shards().stream().map(ClusterRoutes::shard).toList());
        json.put("faults", snapshot.faults().stream().map(ClusterRoutes::fault).toList());
        return json;
    }

    private static Map<String, Object> money(NetworkSnapshot.Money money) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", money.verdict().name().toLowerCase(Locale.ROOT));
        json.put("age_ms", money.ageMs());
        json.put("text", money.text());
        return json;
    }

    private static Map<String, Object> node(NetworkSnapshot.NodeRow node) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", node.name());
        json.put("member_id", node.memberId());
        json.put("role", node.server() ? "server" : "worker");
        json.put("supernode", node.supernode());
        json.put("state", node.state().name().toLowerCase(Locale.ROOT));
        json.put("process", node.process().name().toLowerCase(Locale.ROOT));
        json.put("reach", node.reach().name().toLowerCase(Locale.ROOT));
        json.put("ordered_fault", HealthJson.of(node.ordered()));
        json.put("since_ms", node.sinceMs());
        json.put("incarnation", node.incarnation());
        json.put("address", node.address());
        json.put("http", node.console());
        json.put("pid", node.pid());
        json.put("revivable", node.revivable());
        json.put("uptime_ms", node.uptimeMs());
        json.put("heap_bytes", node.heapBytes());
        json.put("resident_bytes", node.residentBytes());
        json.put("bytes_sent", node.bytesSent());
        json.put("bytes_received", node.bytesReceived());
        json.put("journal_bytes", node.journalBytes());
        json.put("longest_turn_ms", node.load().longestTurnMs());
        json.put("long_turns", node.load().longTurns());
        json.put("long_queries", node.load().longQueries());
        json.put("queries_refused", node.load().queriesRefused());
        json.put("report_age_ms", node.reportAgeMs());
        json.put("clock_skew_ms", node.skewMs());
        json.put("replicas", node.replicas().stream().map(ClusterRoutes::replica).toList());
        return json;
    }

    private static Map<String, Object> replica(NetworkSnapshot.ReplicaRow replica) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("group", replica.shard() < 0 ? "system" : "shard " + replica.shard());
        json.put("shard", replica.shard() < 0 ? null : replica.shard());
        json.put("role", replica.role());
        json.put("term", replica.term());
        json.put("commit_index", replica.commitIndex());
        json.put("applied_index", replica.appliedIndex());
        json.put("lag", replica.lag());
        return json;
    }

    private static Map<String, Object> shard(NetworkSnapshot.ShardRow shard) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("shard", shard.shard());
        json.put("placed", shard.placed());
        json.put("quorum", shard.quorum());
        json.put("clock_skew", shard.clockSkew());
        json.put("leader", shard.leader());
        json.put("term", shard.term());
        json.put("commit_index", shard.commitIndex());
        json.put("replicas", shard.voters());
        json.put("learners", shard.learners());
        json.put("fault_tolerant", shard.faultTolerant());
        json.putAll(HealthJson.of(shard.health()));
        return json;
    }

    private static Map<String, Object> fault(NetworkSnapshot.FaultRow fault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", fault.id());
        json.put("kind", fault.kind());
        json.put("target", fault.node());
        json.put("parameters", fault.parameters());
        json.put("text", fault.text());
        json.put("remaining_ms", fault.remainingMs());
        return json;
    }

    @GetMapping("/cluster/nodes")
    List<Map<String, Object>> nodes(HttpServletRequest request) {
        return network.snapshot(Callers.of(request)).nodes().stream()
                .map(ClusterRoutes::node)
                .toList();
    }

    @GetMapping("/cluster/nodes/{name}")
    Map<String, Object> node(HttpServletRequest request, @PathVariable String name) {
        return node(row(Callers.of(request), name));
    }

    @GetMapping("/cluster/nodes/{name}/recovery")
    Map<String, Object> recovery(HttpServletRequest request, @PathVariable String name) {
        Caller caller = Callers.of(request);
        String state = row(caller, name).state().name().toLowerCase(Locale.ROOT);
        return RecoveryJson.of(name, state, network.recovery(caller, Set.of(name)));
    }

    private NetworkSnapshot.NodeRow row(Caller caller, String name) {
        return network.snapshot(caller).nodes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        ServiceProblem.of(ProblemCode.NODE_NOT_FOUND, "there is no node " + name));
    }

    @GetMapping("/cluster/shards")
    List<Map<String, Object>> shards(HttpServletRequest request) {
        return network.snapshot(Callers.of(request)).shards().stream()
                .map(ClusterRoutes::shard)
                .toList();
    }

    @GetMapping("/cluster/events")
    List<Map<String, Object>> events(HttpServletRequest request) {
        return network.snapshot(Callers.of(request)).events().stream()
                .map(ClusterRoutes::event)
                .toList();
    }

    private static Map<String, Object> event(Event event) {
        var group = event.group();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", Json.time(event.atMs()));
        json.put("node", event.node());
        json.put("kind", event.kind().name().toLowerCase(Locale.ROOT));
        json.put("group", group == null ? null : group.toString());
        json.put("term", event.term());
        json.put("index", event.index());
        json.put("text", event.text());
        return json;
    }

    @GetMapping("/cluster/audit")
    Map<String, Object> audit(HttpServletRequest request) {
        AuditReport report = audit.audit(Callers.of(request));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verdict", report.verdict().name().toLowerCase(Locale.ROOT));
        json.put("text", report.text());
        json.put("at", Json.time(report.atMs()));
        json.put("recomputed_age_ms", report.recomputedAgeMs());
        json.put("sum_minor", report.shards().stream().mapToLong(each -> each.sumMinor()).sum());
        json.put("shards", report.shards().stream().map(ClusterRoutes::books).toList());
        return json;
    }

    private static Map<String, Object> books(AuditReport.ShardBooks books) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("shard", books.shard());
        json.put("known", books.known());
        json.put("index", books.index());
        json.put("sum_minor", books.sumMinor());
        json.put("accounts", books.accounts());
        json.put("transactions", books.transactions());
        json.put("in_transit_minor", books.inTransitMinor());
        json.put("balances_recomputed", books.balancesRecomputed());
        json.put("hashes_agree", books.hashesAgree());
        json.put("recomputed_age_ms", books.recomputedAgeMs());
        json.put("reread_age_ms", books.rereadAgeMs());
        json.put("replicas", books.replicas());
        return json;
    }

    @PostMapping("/cluster/nodes/{name}/{action}")
    void act(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable String name,
            @PathVariable String action)
            throws IOException {
        Caller caller = Callers.of(request);
        caller.require(Role.OPERATOR);
        FaultService.ProcessAction process = processAction(action);
        row(caller, name);
        accept(response, action + " " + name, () -> faults.act(caller, process, name));
    }

    private static FaultService.ProcessAction processAction(String action) {
        for (FaultService.ProcessAction each : FaultService.ProcessAction.values()) {
            if (each.word().equals(action)) {
                return each;
            }
        }
        throw ServiceProblem.of(
                ProblemCode.NOT_FOUND, "a node can be killed, stopped, paused, resumed, revived");
    }

    @PostMapping({"/cluster/nodes", "/cluster/nodes/"})
    void addNode(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        caller.require(Role.OPERATOR);
        JsonBody body = JsonBody.read(request, Set.of("role"));
        if (!body.text("role").equals("worker")) {
            throw JsonBody.malformed("role must be worker");
        }
        accept(response, "add worker", () -> faults.addWorker(caller));
    }

    /** Answers first, because the action may end this very process. */
    private void accept(HttpServletResponse response, String what, Supplier<String> action)
            throws IOException {
        Operations.Operation operation = operations.create(what);
        URI location = URI.create("/cluster/operations/" + operation.id());
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setHeader("Location", location.toString());
        response.setContentType("application/json");
        byte[] body = JSON.writeValueAsBytes(operation.json());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
        operations.run(operation, action);
    }

    @GetMapping("/cluster/operations/{id}")
    Map<String, Object> operation(HttpServletRequest request, @PathVariable String id) {
        Callers.of(request).require(Role.VIEWER);
        return operations.find(id).json();
    }

    @GetMapping({"/cluster/faults", "/cluster/faults/"})
    List<Map<String, Object>> faults(HttpServletRequest request) {
        return network.faults(Callers.of(request)).stream().map(ClusterRoutes::fault).toList();
    }

    @GetMapping("/cluster/faults/{id}")
    Map<String, Object> fault(HttpServletRequest request, @PathVariable String id) {
        return network.faults(Callers.of(request)).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(ClusterRoutes::fault)
                .orElseThrow(() ->
                        ServiceProblem.of(
                                ProblemCode.FAULT_NOT_FOUND, "no fault " + id + " is active"));
    }

    /** {@code target} may be a role; the answer names the node that has the fault. */
    @PutMapping({"/cluster/faults", "/cluster/faults/", "/cluster/faults/{id}"})
    Map<String, Object> inject(
            HttpServletRequest request, @PathVariable(required = false) @Nullable String id)
            throws IOException {
        Caller caller = Callers.of(request);
        caller.require(Role.OPERATOR);
        JsonBody body = JsonBody.read(request, FAULT_FIELDS);
        NetworkFault.Kind kind = NetworkFault.Kind.of(body.text("kind"));
        NetworkFault fault = NetworkFault.of(kind, parameters(body));
        long ttlS =
                body.has("ttl_s")
                        ? body.wholeNumber("ttl_s", 1, FaultService.TTL_MAX.toSeconds())
                        : FaultService.TTL_DEFAULT.toSeconds();
        FaultService.Injected injected =
                faults.inject(caller, fault, body.text("target"), id, Duration.ofSeconds(ttlS));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", injected.id());
        json.put("kind", kind.word());
        json.put("target", injected.node());
        json.put("text", injected.text());
        json.put("ttl_s", ttlS);
        return json;
    }

    private static NetworkFault.Parameters parameters(JsonBody body) {
        return new NetworkFault.Parameters(
                body.optionalDecimal("parameters.percent"),
                milliseconds(body, "parameters.delay_ms"),
                milliseconds(body, "parameters.jitter_ms"),
                body.has("parameters.peers") ? body.texts("parameters.peers") : null,
                body.optionalText("parameters.direction"),
                signed(body, "parameters.jump_ms", NetworkFault.JUMP_MS_MAX),
                signed(body, "parameters.drift_ppm", NetworkFault.DRIFT_PPM_MAX));
    }

    private static @Nullable Long signed(JsonBody body, String name, long max) {
        return body.has(name) ? body.wholeNumber(name, -max, max) : null;
    }

    private static @Nullable Long milliseconds(JsonBody body, String name) {
        return body.has(name) ? body.wholeNumber(name, 0, NetworkFault.DELAY_MS_MAX) : null;
    }

    @DeleteMapping({"/cluster/faults", "/cluster/faults/"})
    ResponseEntity<Void> healAll(HttpServletRequest request) {
        faults.healAll(Callers.of(request));
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/cluster/faults/{id}")
    ResponseEntity<Void> heal(HttpServletRequest request, @PathVariable String id) {
        faults.heal(Callers.of(request), id);
        return ResponseEntity.noContent().build();
    }

    /** Refused by every node that was not started with the test-only switch. */
    @PostMapping("/cluster/nodes/{name}/alter-posting")
    ResponseEntity<Void> alterPosting(HttpServletRequest request, @PathVariable String name)
            throws IOException {
        Caller caller = Callers.of(request);
        JsonBody body = JsonBody.read(request, Set.of("shard", "delta_minor"));
        faults.alterPosting(
                caller,
                name,
                (int) body.wholeNumber("shard", 0, 1_023),
                body.wholeNumber("delta_minor", -1_000_000, 1_000_000));
        return ResponseEntity.noContent().build();
    }
}
