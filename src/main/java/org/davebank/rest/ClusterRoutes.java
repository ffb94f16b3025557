package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.davebank.api.ProblemCode;
import org.davebank.api.network.AddNode;
import org.davebank.api.network.AuditAnswer;
import org.davebank.api.network.ClusterAnswer;
import org.davebank.api.network.EventAnswer;
import org.davebank.api.network.FaultAnswer;
import org.davebank.api.network.FaultOrdered;
import org.davebank.api.network.HarmNode;
import org.davebank.api.network.NodeAnswer;
import org.davebank.api.network.OperationAnswer;
import org.davebank.api.network.PutFault;
import org.davebank.api.network.RecoveryAnswer;
import org.davebank.api.network.ShardAnswer;
import org.davebank.rest.route.Header;
import org.davebank.rest.route.Reach;
import org.davebank.rest.route.Route;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.davebank.service.faults.FaultService;
import org.davebank.service.faults.NetworkFault;
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

    private final NetworkService network;
    private final AuditService audit;
    private final FaultService faults;
    private final Operations operations = new Operations();

    ClusterRoutes(NetworkService network, AuditService audit, FaultService faults) {
        this.network = network;
        this.audit = audit;
        this.faults = faults;
    }

    @Route(value = "Shows the network as this server sees it.", gives = ClusterAnswer.class)
    @GetMapping({"/cluster", "/cluster/"})
    ClusterAnswer cluster(HttpServletRequest request) {
        return NetworkBodies.cluster(network.snapshot(Callers.of(request)));
    }

    @Route(value = "Lists the nodes.", gives = NodeAnswer[].class)
    @GetMapping("/cluster/nodes")
    List<NodeAnswer> nodes(HttpServletRequest request) {
        return network.snapshot(Callers.of(request)).nodes().stream()
                .map(NetworkBodies::node)
                .toList();
    }

    @Route(value = "Shows a node.", gives = NodeAnswer.class, refuses = ProblemCode.NODE_NOT_FOUND)
    @GetMapping("/cluster/nodes/{name}")
    NodeAnswer node(HttpServletRequest request, @PathVariable String name) {
        return NetworkBodies.node(row(Callers.of(request), name));
    }

    @Route(
            value = "Shows what is lost if a node dies for good, and where it will be rebuilt.",
            gives = RecoveryAnswer.class,
            refuses = ProblemCode.NODE_NOT_FOUND)
    @GetMapping("/cluster/nodes/{name}/recovery")
    RecoveryAnswer recovery(HttpServletRequest request, @PathVariable String name) {
        Caller caller = Callers.of(request);
        return NetworkBodies.recovery(row(caller, name), network.recovery(caller, Set.of(name)));
    }

    private NetworkSnapshot.NodeRow row(Caller caller, String name) {
        return network.snapshot(caller).nodes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        ServiceProblem.of(ProblemCode.NODE_NOT_FOUND, "there is no node " + name));
    }

    @Route(value = "Lists the shards.", gives = ShardAnswer[].class)
    @GetMapping("/cluster/shards")
    List<ShardAnswer> shards(HttpServletRequest request) {
        return network.snapshot(Callers.of(request)).shards().stream()
                .map(NetworkBodies::shard)
                .toList();
    }

    @Route(value = "Lists what happened on the nodes, newest first.", gives = EventAnswer[].class)
    @GetMapping("/cluster/events")
    List<EventAnswer> events(HttpServletRequest request) {
        return network.snapshot(Callers.of(request)).events().stream()
                .map(NetworkBodies::event)
                .toList();
    }

    @Route(
            value = "Shows the books of all shards at a consistent cut, and their verdict.",
            gives = AuditAnswer.class,
            reach = Reach.READS)
    @GetMapping("/cluster/audit")
    AuditAnswer audit(HttpServletRequest request) {
        return NetworkBodies.audit(audit.audit(Callers.of(request)));
    }

    @Route(
            value =
                    "Does something to the process of a node; the operation shows what became of it.",
            status = 202,
            gives = OperationAnswer.class,
            writes = Header.LOCATION,
            refuses = {ProblemCode.NODE_NOT_FOUND, ProblemCode.NOT_FOUND})
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

    @Route(
            value = "Starts a further worker on the machine of this server.",
            takes = AddNode.class,
            status = 202,
            gives = OperationAnswer.class,
            writes = Header.LOCATION)
    @PostMapping({"/cluster/nodes", "/cluster/nodes/"})
    void addNode(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = Callers.of(request);
        caller.require(Role.OPERATOR);
        AddNode body = JsonBody.read(request, AddNode.class);
        if (!body.role().equals("worker")) {
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
        byte[] body = JSON.writeValueAsBytes(operation.body());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
        operations.run(operation, action);
    }

    @Route(
            value = "Shows what became of an operation that this server was asked for.",
            gives = OperationAnswer.class,
            refuses = ProblemCode.NOT_FOUND)
    @GetMapping("/cluster/operations/{id}")
    OperationAnswer operation(HttpServletRequest request, @PathVariable String id) {
        Callers.of(request).require(Role.VIEWER);
        return operations.find(id).body();
    }

    @Route(value = "Lists the faults at work.", gives = FaultAnswer[].class)
    @GetMapping({"/cluster/faults", "/cluster/faults/"})
    List<FaultAnswer> faults(HttpServletRequest request) {
        return network.faults(Callers.of(request)).stream().map(NetworkBodies::fault).toList();
    }

    @Route(
            value = "Shows a fault at work.",
            gives = FaultAnswer.class,
            refuses = ProblemCode.FAULT_NOT_FOUND)
    @GetMapping("/cluster/faults/{id}")
    FaultAnswer fault(HttpServletRequest request, @PathVariable String id) {
        return network.faults(Callers.of(request)).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(NetworkBodies::fault)
                .orElseThrow(() ->
                        ServiceProblem.of(
                                ProblemCode.FAULT_NOT_FOUND, "no fault " + id + " is active"));
    }

    /** {@code target} may be a role; the answer names the node that has the fault. */
    @Route(
            value = "Breaks something about a node's network or clock, for a while.",
            takes = PutFault.class,
            gives = FaultOrdered.class,
            reach = Reach.NODES)
    @PutMapping({"/cluster/faults", "/cluster/faults/", "/cluster/faults/{id}"})
    FaultOrdered inject(
            HttpServletRequest request, @PathVariable(required = false) @Nullable String id)
            throws IOException {
        Caller caller = Callers.of(request);
        caller.require(Role.OPERATOR);
        PutFault body = JsonBody.read(request, PutFault.class);
        NetworkFault.Kind kind = NetworkFault.Kind.of(body.kind());
        NetworkFault fault = NetworkFault.of(kind, parameters(body.parameters()));
        Long given = body.ttlS();
        long ttlS = given == null ? FaultService.TTL_DEFAULT.toSeconds() : given;
        FaultService.Injected injected =
                faults.inject(caller, fault, body.target(), id, Duration.ofSeconds(ttlS));
        return new FaultOrdered(injected.id(), kind.word(), injected.node(), injected.text(), ttlS);
    }

    private static NetworkFault.Parameters parameters(PutFault.@Nullable Parameters given) {
        return given == null
                ? NetworkFault.Parameters.NONE
                : new NetworkFault.Parameters(
                        given.percent(),
                        given.delayMs(),
                        given.jitterMs(),
                        given.peers(),
                        given.direction(),
                        given.jumpMs(),
                        given.driftPpm());
    }

    @Route(value = "Ends all faults.", status = 204)
    @DeleteMapping({"/cluster/faults", "/cluster/faults/"})
    ResponseEntity<Void> healAll(HttpServletRequest request) {
        faults.healAll(Callers.of(request));
        return ResponseEntity.noContent().build();
    }

    @Route(value = "Ends a fault.", status = 204, refuses = ProblemCode.FAULT_NOT_FOUND)
    @DeleteMapping("/cluster/faults/{id}")
    ResponseEntity<Void> heal(HttpServletRequest request, @PathVariable String id) {
        faults.heal(Callers.of(request), id);
        return ResponseEntity.noContent().build();
    }

    /** Refused by every node that was not started with the test-only switch. */
    @Route(
            value =
                    "Damages the books of one replica; refused by nodes that were not started"
                            + " to be tested.",
            takes = HarmNode.class,
            status = 204,
            reach = Reach.NODES)
    @PostMapping("/cluster/nodes/{name}/harm")
    ResponseEntity<Void> harm(HttpServletRequest request, @PathVariable String name)
            throws IOException {
        Caller caller = Callers.of(request);
        HarmNode body = JsonBody.read(request, HarmNode.class);
        Long delta = body.deltaMinor();
        faults.harm(
                caller,
                name,
                (int) Reading.within("shard", body.shard(), 0, 1_023),
                body.kind(),
                Reading.within("delta_minor", delta == null ? 1 : delta, -1_000_000, 1_000_000));
        return ResponseEntity.noContent().build();
    }
}
