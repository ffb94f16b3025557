package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A network of real processes on free ports in a folder of its own; ends with the test. */
public final class LocalNetwork implements AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

    /** What its commands run in. */
    private final List<String> inside;

    private final Path data;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final List<Path> disks = new ArrayList<>();

    private LocalNetwork(List<String> inside, Path data) {
        this.inside = inside;
        this.data = data;
    }

    /** An empty folder, nothing running. */
    public static LocalNetwork none() {
        return none(List.of());
    }

    private static LocalNetwork none(List<String> inside) {
        try {
            Path networks = Browser.output().toAbsolutePath().resolve("networks");
            Files.createDirectories(networks);
            return new LocalNetwork(inside, Files.createTempDirectory(networks, "network"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The network of this data folder, whoever starts it. */
    public static LocalNetwork in(Path data) {
        return new LocalNetwork(List.of(), data);
    }

    /** A network that is ready, of three servers and three workers unless the options say otherwise. */
    public static LocalNetwork up(String... options) {
        LocalNetwork network = none();
        network.upAgain(options);
        return network;
    }

    /** The same with nodes that compile as those of users do: they start slowly and work fast. */
    public static LocalNetwork upForWork() {
        LocalNetwork network = none(List.of("env", "-u", Davebank.JVM_OPTIONS));
        network.upAgain();
        return network;
    }

    /**
     * Gives a node that has not started yet a disk of its own, in memory.
     *
     * @param size as {@code mount} takes it
     * @return false where the system does not allow it
     */
    public boolean mountDisk(String node, String size) {
        try {
            Path disk = Files.createDirectory(data.resolve(node));
            String options = "size=" + size + ",mode=700";
            boolean mounted = succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", "" + disk);
            if (mounted) {
                disks.add(disk);
            }
            return mounted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** False also where there is no such program. */
    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts what is not running. */
    public void upAgain(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("up", "--detach", "--port", "0", "--http", "0"));
        arguments.addAll(List.of(options));
        Davebank.Result result = run(arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** Runs a command on this network's folder. */
    public Davebank.Result run(String... arguments) {
        return Davebank.run(inside, withData(arguments));
    }

    /** Starts a command in the background on this network's folder. */
    public Process start(String... arguments) {
        try {
            return start(Files.createTempFile(data, arguments[0], ".out"), arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same; what it prints, on both streams, goes to a file. */
    public Process start(Path output, String... arguments) {
        try {
            return Davebank.start(inside, output, withData(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] withData(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString()))
                .toArray(String[]::new);
    }

    public Path data() {
        return data;
    }

    /** {@code network.json} as it stands. */
    public JsonNode file() {
        try {
            return JsonMapper.shared().readTree(Files.readString(data.resolve("network.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node's process by the node's name. */
    public ProcessHandle process(String node) {
        for (JsonNode each : file().path("nodes")) {
            if (each.path("name").asString("").equals(node)) {
                return ProcessHandle.of(each.path("pid").asLong(0)).orElseThrow();
            }
        }
        throw new AssertionError("no node " + node);
    }

    /** Base addresses of the servers that live. */
    public List<String> servers() {
        List<String> servers = new ArrayList<>();
        for (JsonNode node : file().path("nodes")) {
            if (node.path("http").asInt(0) > 0 && node.path("state").asString("").equals("alive")) {
                servers.add(
                        "http://"
                                + node.path("host").asString("")
                                + ":"
                                + node.path("http").asInt(0));
            }
        }
        return servers;
    }

    /** Base address of the server with this name. */
    public String server(String name) {
        for (JsonNode node : file().path("nodes")) {
            if (node.path("name").asString("").equals(name) && node.path("http").asInt(0) > 0) {
                return "http://"
                        + node.path("host").asString("")
                        + ":"
                        + node.path("http").asInt(0);
            }
        }
        throw new AssertionError("no server " + name);
    }

    /** A request to build on: nothing in it says who asks. */
    public HttpRequest.Builder request(String server, String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Accept", "application/json");
    }

    /** Sends a request as it is. */
    public HttpResponse<String> exchange(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Sends a request to the first server that answers at all; body null for none. */
    public HttpResponse<String> send(String method, String path, String body) {
        return send(method, path, body, "test-" + System.nanoTime());
    }

    /** The same under this key. */
    public HttpResponse<String> send(String method, String path, String body, String key) {
        for (String server : servers()) {
            try {
                return send(server, method, path, body, key);
            } catch (IOException e) {
                // Dead or dying: the next one knows the same.
            }
        }
        throw new AssertionError("no server answers");
    }

    /** Sends a request to this server. */
    public HttpResponse<String> send(
            String server, String method, String path, String body, String key) throws IOException {
        HttpRequest.Builder request =
                request(server, path).header("Authorization", "Bearer " + token());
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").header("Idempotency-Key", key);
            request.method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return exchange(request.build());
    }

    /** A GET whose answer is JSON. */
    public JsonNode get(String path) {
        HttpResponse<String> response = send("GET", path, null);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    /** A GET for what this header Accept wants, answered with this status. */
    public HttpResponse<String> get(String path, String accept, int status) throws IOException {
        HttpResponse<String> answer =
                exchange(
                        request(servers().getFirst(), path)
                                .header("Authorization", "Bearer " + token())
                                .setHeader("Accept", accept)
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    /** What {@code GET /cluster} says of a node: alive, suspect, dead and so on. */
    public String state(String name) {
        for (JsonNode node : get("/cluster").path("nodes")) {
            if (node.path("name").asString("").equals(name)) {
                return node.path("state").asString("");
            }
        }
        throw new AssertionError("no node " + name);
    }

    /** Kills, stops, pauses, resumes or revives a node's process, and returns when it is done. */
    public void act(String action, String node) {
        assertThat(outcome(action, node)).as(action + " " + node).isEqualTo("done");
    }

    /** The same; {@code done}, or what else became of it. */
    private String outcome(String action, String node) {
        String path = "/cluster/nodes/" + node + "/" + action;
        for (String server : serversBut(node)) {
            try {
                String key = path + System.nanoTime();
                HttpResponse<String> taken = send(server, "POST", path, "", key);
                if (taken.statusCode() != 202) {
                    return taken.body();
                }
                String operation = taken.headers().firstValue("Location").orElseThrow();
                await(action + " of " + node, () -> !state(server, operation).equals("running"));
                return state(server, operation);
            } catch (IOException e) {
                // Dead or dying: the next one.
            }
        }
        Davebank.Result done = run(action, node); // By the agent, without a server.
        return done.exitCode() == 0 ? "done" : done.output();
    }

    private List<String> serversBut(String node) {
        List<String> servers = servers();
        for (JsonNode each : file().path("nodes")) {
            if (each.path("name").asString("").equals(node) && each.path("http").asInt(0) > 0) {
                servers.remove(server(node));
            }
        }
        return servers;
    }

    private String state(String server, String operation) {
        try {
            String answer = send(server, "GET", operation, null, null).body();
            return JsonMapper.shared().readTree(answer).path("state").asString("running");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Revives a node and waits until it is alive. */
    public void revive(String node) {
        act("revive", node);
        await("life", () -> state(node).equals("alive"));
    }

    /** Starts whatever is not running, and waits until the network is whole. */
    public void reviveAll() {
        for (JsonNode node : file().path("nodes")) {
            if (!node.path("state").asString("").equals("alive")) {
                outcome("revive", node.path("name").asString("")); // It may be starting already.
            }
        }
        awaitWhole();
    }

    /** Waits until every node is alive and every shard has a quorum. */
    public void awaitWhole() {
        await(
                "all nodes alive and all shards with a quorum",
                () -> {
                    JsonNode cluster = get("/cluster");
                    boolean whole = servers().size() > 0 && !cluster.path("shards").isEmpty();
                    for (JsonNode node : cluster.path("nodes")) {
                        whole &= node.path("state").asString("").equals("alive");
                    }
                    for (JsonNode shard : cluster.path("shards")) {
                        whole &= shard.path("quorum").asBoolean(false);
                    }
                    return whole && file().path("ready").asBoolean(false);
                });
    }

    /** Waits until an audit comes to this verdict. */
    public void awaitVerdict(String verdict) {
        await(
                "an audit that says " + verdict,
                () -> get("/cluster/audit").path("verdict").asString("").equals(verdict));
    }

    public String token() {
        return secret("admin.token");
    }

    public String password() {
        return secret("admin.password");
    }

    private String secret(String name) {
        try {
            return Files.readString(data.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the condition holds; one that throws for want of a server does not hold yet. */
    public void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + WAIT.toNanos();
        while (System.nanoTime() < endNs) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (AssertionError | RuntimeException e) {
                // Not yet.
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new AssertionError("still waiting for: " + what + "\n" + run("status").output());
    }

    /** Stops the network; nothing may be left of it. */
    @Override
    public void close() {
        run("down");
        String folder = data.toString();
        List<ProcessHandle> left =
                ProcessHandle.allProcesses()
                        .filter(p -> p.info().commandLine().orElse("").contains(folder))
                        .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        left.forEach(process -> process.onExit().join());
        for (Path disk : disks) {
            assertThat(succeeds("umount", disk.toString())).as("unmount " + disk).isTrue();
        }
        assertThat(left).as("processes left behind").isEmpty();
    }
}
