package org.davebank.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The processes of a data folder as its files tell, for when no agent lives to be asked. */
public final class NodeProcesses {

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

    /** Stops all of them and an agent that does not answer; by force what takes too long. */
    public static int stopAll(Path data) throws IOException {
        List<ProcessHandle> processes = new ArrayList<>();
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
