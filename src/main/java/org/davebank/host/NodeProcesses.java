package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.davebank.io.PrivateFiles;

/** The processes of a data folder as its files tell, for when no agent lives to be asked. */
public final class NodeProcesses {

    private static final String PID_SUFFIX = ".pid";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private NodeProcesses() {}

    /** The files of all nodes whose process lives, by name. */
    public static List<NodeFile> living(Path data) throws IOException {
        List<NodeFile> living = new ArrayList<>();
        if (!Files.isDirectory(data)) {
            return living;
        }
        try (Stream<Path> folders = Files.list(data)) {
            for (Path folder : folders.sorted().toList()) {
                NodeFile file = NodeFile.read(folder);
                if (file != null && file.process().isAlive()) {
                    living.add(file);
                }
            }
        }
        return living;
    }

    /** Notes a process beside the nodes that is to end with the network at the latest. */
    public static void remember(Path data, String name, Process process) throws IOException {
        Liveness own = Liveness.of(process.toHandle());
        PrivateFiles.replace(
                data.resolve(name + PID_SUFFIX),
                (own.pid() + " " + own.startedMs() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static List<ProcessHandle> remembered(Path data) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(data)) {
            return found;
        }
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(PID_SUFFIX)) {
                    String[] words = Files.readString(file).strip().split(" ");
                    Files.delete(file);
                    if (words.length == 2 && (words[0] + words[1]).matches("[0-9]{2,36}")) {
                        new Liveness(Long.parseLong(words[0]), Long.parseLong(words[1]))
                                .find()
                                .ifPresent(found::add);
                    }
                }
            }
        }
        return found;
    }

    /** Stops all of them and an agent that does not answer; by force what takes too long. */
    public static int stopAll(Path data) throws IOException {
        List<ProcessHandle> processes = remembered(data);
        for (NodeFile file : living(data)) {
            file.process().find().ifPresent(processes::add);
        }
        AgentFile agent = AgentFile.read(data);
        if (agent != null) {
            agent.process().find().ifPresent(processes::add);
        }
        for (ProcessHandle process : processes) {
            process.destroy();
            if (Signals.isPaused(process.pid())) {
                Signals.resume(process);
            }
        }
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return processes.size();
    }
}
