package org.davebank.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.davebank.base.Address;
import org.davebank.io.PrivateFiles;

/** One node that an agent supervises. Guarded by the agent. */
final class Supervised {

    static final File NOTHING =
            new File(Signals.canPause() ? "/dev/null" : "NUL"); // Windows has no /dev/null.

    /** The process's standard output; its log is a separate file. */
    static final String OUTPUT = "process.log";

    /** The prefix of a line that says why a process ends. */
    private static final String SENTENCE = "davebank: ";

    final String name;
    final NodeRole role;
    final Path folder;
    String host;
    int port;
    int http;

    /** False if the user chose the port, so that one in use is an error. */
    boolean portGivesWay = true;

    boolean httpGivesWay = true;

    /** As the user set it, 0 for the server's default. */
    int rebuildAfterS;

    AgentReply.State state = AgentReply.State.STOPPED;
    Liveness process = Liveness.NONE;

    /** Its end was requested. */
    boolean stopping;

    /** The user started it and is stopping it: the agent forgets it when it is gone. */
    boolean leaving;

    /** Part of the network as it should be. */
    boolean expected;

    /** Started, but no report from it yet. */
    boolean unheard;

    /** When this agent started its process, 0 if another did. */
    private long spawnedNs;

    private long startedMs;

    Supervised(String name, NodeRole role, Path folder, String host, int port, int http) {
        this.name = name;
        this.role = role;
        this.folder = folder;
        this.host = host;
        this.port = port;
        this.http = http;
    }

    Address address() {
        return new Address(host, port);
    }

    /** Takes over the address in its file. */
    void listens(NodeFile file) {
        host = file.host();
        port = file.port();
        http = file.http();
    }

    /** Takes over a running process; false if it has that one already. */
    boolean takes(Liveness running) {
        if (state.isRunning() && process.pid() == running.pid()) {
            return false;
        }
        process = running;
        stopping = false;
        return true;
    }

    /**
     * Takes the node's report about itself.
     *
     * @return true if that is its first report of being ready since this agent started it
     */
    boolean heard(boolean ready) {
        unheard = false;
        expected = true;
        boolean first = ready && state == AgentReply.State.STARTING && spawnedNs != 0;
        if (first) {
            startedMs = (System.nanoTime() - spawnedNs) / 1_000_000;
        }
        state = ready ? AgentReply.State.ALIVE : AgentReply.State.STARTING;
        return first;
    }

    long startedMs() {
        return startedMs;
    }

    /** Starts its process; the caller sets state and process. */
    Process spawn(Launch launch, Path data, List<Address> seeds) throws IOException {
        stopping = false;
        leaving = false;
        expected = true;
        unheard = true;
        List<String> arguments = new ArrayList<>();
        arguments.add(role == NodeRole.SERVER ? "server" : "client");
        arguments.addAll(List.of(host, String.valueOf(port), name));
        arguments.addAll(List.of("--data", data.toString(), "--supervised"));
        if (role == NodeRole.SERVER) {
            arguments.addAll(List.of("--http", String.valueOf(http)));
            if (rebuildAfterS > 0) {
                arguments.addAll(List.of("--rebuild-after", String.valueOf(rebuildAfterS)));
            }
        }
        if (portGivesWay) {
            arguments.add("--port-gives-way");
        }
        if (httpGivesWay && role == NodeRole.SERVER) {
            arguments.add("--http-gives-way");
        }
        for (Address seed : seeds) {
            arguments.addAll(List.of("--join", seed.toString()));
        }
        PrivateFiles.makeFolder(folder);
        Path output = folder.resolve(OUTPUT);
        if (Files.exists(output)) {
            Files.move(output, folder.resolve(OUTPUT + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder =
                new ProcessBuilder(launch.node(role, arguments))
                        .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // Fewer separate heaps of the C library save megabytes in each process.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        startedMs = 0;
        spawnedNs = System.nanoTime();
        return builder.start();
    }

    Optional<ProcessHandle> running() {
        return state.isRunning() ? process.find() : Optional.empty();
    }

    /** Asks its process to end, even if it is paused. */
    void beginStop(ProcessHandle running) throws IOException {
        stopping = true;
        running.destroy();
        if (state == AgentReply.State.PAUSED || Signals.isPaused(running.pid())) {
            Signals.resume(running); // A paused process hears the request only once it resumes.
            state = AgentReply.State.ALIVE;
        }
    }

    /** Whether the process ended with a sentence for the user, and not by a kill. */
    boolean saidWhy() {
        try {
            return Files.readString(folder.resolve(OUTPUT), StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.startsWith(SENTENCE));
        } catch (IOException e) {
            return false;
        }
    }

    /** The last output of the process, to show the user why it ended. */
    String lastOutput() {
        try {
            List<String> lines =
                    Files.readString(folder.resolve(OUTPUT), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            for (String line : lines.reversed()) {
                if (line.startsWith(SENTENCE)) {
                    return line.substring(SENTENCE.length());
                }
            }
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException e) {
            return "its output cannot be read";
        }
    }

    AgentReply.Row row() {
        return new AgentReply.Row(
                name,
                role,
                host,
                port,
                state.isRunning() ? process.pid() : 0,
                http,
                state,
                startedMs);
    }
}
