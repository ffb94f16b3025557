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

/** One node under an agent's eyes. Guarded by the agent. */
final class Supervised {

    static final File NOTHING =
            new File(Signals.canPause() ? "/dev/null" : "NUL"); // Windows has no /dev/null.

    /** What the process itself prints; its log is beside it. */
    static final String OUTPUT = "process.log";

    /** How a line begins that says why a process ends. */
    private static final String SENTENCE = "davebank: ";

    final String name;
    final NodeRole role;
    final Path folder;
    String host;
    int port;
    int http;

    /** False when the port was a person's wish, so that one in use is an error. */
    boolean portGivesWay = true;

    boolean httpGivesWay = true;

    /** As a person asked for, 0 for the server's own default. */
    int rebuildAfterS;

    AgentReply.State state = AgentReply.State.STOPPED;
    Liveness process = Liveness.NONE;

    /** Its end is as asked for. */
    boolean stopping;

    /** A person started it and is stopping it: the agent forgets it when it is gone. */
    boolean leaving;

    /** Part of the network as it should be. */
    boolean expected;

    /** Spawned and not yet heard of. */
    boolean unheard;

    /** When this agent started its process, 0 when another did. */
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

    /** Takes over where its file says that it listens. */
    void listens(NodeFile file) {
        host = file.host();
        port = file.port();
        http = file.http();
    }

    /** Takes over a process that runs: false when it has that one already. */
    boolean takes(Liveness running) {
        if (state.isRunning() && process.pid() == running.pid()) {
            return false;
        }
        process = running;
        stopping = false;
        return true;
    }

    /**
     * Takes what the node says of itself.
     *
     * @return true when that is its first word that it is ready, since this agent started it
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

    /** Starts its process; state and process are the caller's to set. */
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
        // Fewer separate heaps of the C library: that many megabytes less a process.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        startedMs = 0;
        spawnedNs = System.nanoTime();
        return builder.start();
    }

    Optional<ProcessHandle> running() {
        return state.isRunning() ? process.find() : Optional.empty();
    }

    /** Asks its process to end, also one that is paused. */
    void beginStop(ProcessHandle running) throws IOException {
        stopping = true;
        running.destroy();
        if (state == AgentReply.State.PAUSED || Signals.isPaused(running.pid())) {
            Signals.resume(running); // A paused process hears the request only when it goes on.
            state = AgentReply.State.ALIVE;
        }
    }

    /** Whether the process ended with a sentence for a person, and not by a kill. */
    boolean saidWhy() {
        try {
            return Files.readString(folder.resolve(OUTPUT), StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.startsWith(SENTENCE));
        } catch (IOException e) {
            return false;
        }
    }

    /** The last thing that the process said, for a person who wants to know why it ended. */
    String lastWords() {
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
