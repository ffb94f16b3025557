package org.davebank.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hosts with an address of their own each, on one switch: network namespaces of Linux, joined by
 * pairs of virtual cables to a bridge in a further one. Nothing of it is in the machine's own
 * network. All of it, and every process in it, ends with {@link #close}; what a run that was aborted
 * has left behind ends with the next one.
 */
final class Hosts implements AutoCloseable {

    /** Unique on this machine while this process lives, and tells a later run whether it does. */
    private static final long POLL_NS = 100_000_000L;

    private static final String PREFIX = "davebank-";

    private static final Pattern NAMESPACE = Pattern.compile(PREFIX + "(\\d+)-\\w+");
    private static final String SWITCH = "switch";
    private static final String BRIDGE = "bridge0";
    private static final String CABLE = "eth0";

    /** For documentation (RFC 5737): the guide's own addresses, so that its commands run as they stand. */
    private static final String SUBNET = "192.0.2.";

    private static final String HTTP = ":8080";
    private static final Duration WAIT = Duration.ofSeconds(45);
    private static final String REQUEST_SECONDS_MAX = "20";

    private final String run = PREFIX + ProcessHandle.current().pid() + "-";
    private final Path folder;
    private final List<Host> hosts = new ArrayList<>();

    /** What a server answered, as curl shows it. */
    record Answer(int status, String head, String body) {

        private static final Pattern STATUS = Pattern.compile("HTTP/\\S+ (\\d{3})");

        static Answer of(String output) {
            Matcher status = STATUS.matcher(output);
            if (!status.lookingAt()) {
                return new Answer(0, "", output); // No server.
            }
            int end = output.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(status.group(1)),
                    output.substring(0, end),
                    output.substring(end).strip());
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String text(String field) {
            return json().path(field).asString("");
        }
    }

    /** One host: a folder, an address, and the commands that an operator gives there. */
    final class Host {

        private final String namespace;
        private final String port;
        private final String address;
        private final Path home;

        private Host(int number) throws IOException {
            this.namespace = run + number;
            this.port = "port" + number;
            this.address = SUBNET + number;
            this.home = Files.createDirectories(folder.resolve("host" + number));
        }

        String address() {
            return address;
        }

        /** The folder in which commands are given. */
        Path home() {
            return home;
        }

        /** The data folder in it. */
        Path data() {
            return home.resolve(".davebank");
        }

        private void join(String bridge) {
            ip("netns", "add", namespace);
            ip("-n", namespace, "link", "set", "lo", "up");
            ip(
                    List.of("link", "add", port, "netns", bridge, "type", "veth"),
                    List.of("peer", "name", CABLE, "netns", namespace));
            ip("-n", bridge, "link", "set", port, "master", BRIDGE);
            ip("-n", bridge, "link", "set", port, "up");
            ip("-n", namespace, "addr", "add", address + "/24", "dev", CABLE);
            ip("-n", namespace, "link", "set", CABLE, "up");
        }

        /** Pulls the cable: the host keeps its address, and nothing gets in or out. */
        void cutOff() {
            ip("-n", run + SWITCH, "link", "set", port, "down");
        }

        void joinAgain() {
            ip("-n", run + SWITCH, "link", "set", port, "up");
        }

        /** Starts a command of the program on this host. */
        void start(List<String> arguments) throws IOException {
            Path output = Files.createTempFile(home, arguments.getFirst(), ".out");
            Davebank.start(inside(), output, withData(arguments));
        }

        /** Runs one to its end. */
        Davebank.Result run(List<String> arguments) {
            return Davebank.run(inside(), withData(arguments));
        }

        private List<String> inside() {
            return List.of("ip", "netns", "exec", namespace, "env", "-C", home.toString());
        }

        private String[] withData(List<String> arguments) {
            return Stream.concat(arguments.stream(), Stream.of("--data", data().toString()))
                    .toArray(String[]::new);
        }

        /** Asks the server of this host, from this host. */
        Answer get(String path) {
            return curl(path, List.of());
        }

        /** The same with a body, which is sent as JSON. */
        Answer post(String path, String body, String key) {
            return curl(
                    path,
                    List.of(
                            "-H",
                            "Content-Type: application/json",
                            "-H",
                            "Idempotency-Key: " + key,
                            "-d",
                            body));
        }

        private Answer curl(String path, List<String> more) {
            List<String> command = new ArrayList<>(inside());
            command.addAll(List.of("curl", "-s", "-i", "-m", REQUEST_SECONDS_MAX));
            command.addAll(List.of("-H", "Accept: application/json"));
            command.addAll(List.of("-H", "Authorization: Bearer " + token()));
            command.addAll(more);
            command.add("http://" + address + HTTP + path);
            return Answer.of(exec(command).output());
        }

        private String token() {
            try {
                return Files.readString(data().resolve("admin.token")).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What this host's server says of a node. */
        JsonNode node(String name) {
            for (JsonNode each : get("/cluster").json().path("nodes")) {
                if (each.path("name").asString("").equals(name)) {
                    return each;
                }
            }
            throw new AssertionError("no node " + name + " is known on " + address);
        }

        String state(String name) {
            return node(name).path("state").asString("");
        }
    }

    private Hosts() throws IOException {
        Path networks = Browser.output().toAbsolutePath().resolve("networks");
        Files.createDirectories(networks);
        this.folder = Files.createTempDirectory(networks, "hosts");
    }

    /** Hosts on one switch, each reaching each; nothing runs on them. */
    static Hosts of(int count) throws IOException {
        removeRemnants();
        Hosts hosts = new Hosts();
        try {
            String bridge = hosts.run + SWITCH;
            ip("netns", "add", bridge);
            ip("-n", bridge, "link", "add", BRIDGE, "type", "bridge");
            ip("-n", bridge, "link", "set", BRIDGE, "up");
            for (int number = 1; number <= count; number++) {
                Host host = hosts.new Host(number);
                hosts.hosts.add(host);
                host.join(bridge);
            }
            return hosts;
        } catch (IOException | RuntimeException | AssertionError e) {
            hosts.close();
            throw e;
        }
    }

    /** Why this machine allows no hosts, in one line, or empty when it does. */
    static String obstacle() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            return "network namespaces are of Linux, and this is " + system;
        }
        String probe = PREFIX + ProcessHandle.current().pid() + "-probe";
        List<List<String>> steps =
                List.of(
                        List.of("curl", "--version"),
                        List.of("ip", "netns", "add", probe),
                        List.of("ip", "-n", probe, "link", "add", "type", "veth"),
                        List.of("ip", "-n", probe, "link", "add", "type", "bridge"),
                        List.of("ip", "netns", "exec", probe, "env", "-C", "/", "true"));
        try {
            for (List<String> step : steps) {
                Davebank.Result result = exec(step);
                if (result.exitCode() != 0) {
                    return String.join(" ", step) + ": " + result.output().strip();
                }
            }
            return "";
        } catch (UncheckedIOException e) {
            return String.valueOf(e.getCause().getMessage()); // No such program.
        } finally {
            removeProbe(probe);
        }
    }

    private static void removeProbe(String probe) {
        try {
            exec(List.of("ip", "netns", "del", probe));
        } catch (UncheckedIOException e) {
            // There is no ip here, so there is no namespace.
        }
    }

    /** The host with this number, counted from 1. */
    Host get(int number) {
        return hosts.get(number - 1);
    }

    List<Host> all() {
        return List.copyOf(hosts);
    }

    List<Host> allBut(Host one) {
        return hosts.stream().filter(host -> host != one).toList();
    }

    /** Waits until the condition holds; one that throws for want of a server does not hold yet. */
    void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + WAIT.toNanos();
        String last = "";
        while (System.nanoTime() < endNs) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (AssertionError | RuntimeException e) {
                last = String.valueOf(e.getMessage());
            }
            LockSupport.parkNanos(POLL_NS);
        }
        StringBuilder seen = new StringBuilder("still waiting for: " + what + "\n" + last);
        for (Host host : hosts) {
            seen.append("\n")
                    .append(host.address)
                    .append("\n")
                    .append(host.run(List.of("status")).output());
        }
        throw new AssertionError(seen.toString());
    }

    /** Ends every process on the hosts and takes the hosts away. */
    @Override
    public void close() {
        for (String namespace : namespaces()) {
            if (namespace.startsWith(run)) {
                remove(namespace);
            }
        }
        assertThat(namespaces()).as("hosts left behind").noneMatch(name -> name.startsWith(run));
    }

    /** Namespaces of a run whose process is gone: it was aborted. */
    private static void removeRemnants() {
        for (String namespace : namespaces()) {
            Matcher ours = NAMESPACE.matcher(namespace);
            if (ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty()) {
                remove(namespace);
            }
        }
    }

    private static List<String> namespaces() {
        return exec(List.of("ip", "netns", "list"))
                .output()
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    /** The cables go with the namespace that they end in, once no process is in it any more. */
    private static void remove(String namespace) {
        List<ProcessHandle> processes =
                exec(List.of("ip", "netns", "pids", namespace))
                        .output()
                        .lines()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                        .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        ip("netns", "del", namespace);
    }

    private static void ip(List<String> first, List<String> second) {
        ip(Stream.concat(first.stream(), second.stream()).toArray(String[]::new));
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Davebank.Result result = exec(command);
        assertThat(result.exitCode())
                .as(String.join(" ", command) + ": " + result.output())
                .isZero();
    }

    /** @throws UncheckedIOException when there is no such program */
    private static Davebank.Result exec(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " has not ended");
            }
            return new Davebank.Result(
                    process.exitValue(), new String(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
