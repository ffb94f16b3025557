package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.davebank.io.PrivateFiles;
import org.jspecify.annotations.Nullable;

/** The processes of a data folder according to its files, for when no agent is alive. */
public final class NodeProcesses {

    static final String PID_SUFFIX = ".pid";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private NodeProcesses() {}

    /** The files of all nodes whose process is alive, by name. */
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

    /** Records a process that uses the network, so that it ends before the network does. */
    public static void remember(Path data, String name, Process process) throws IOException {
        Liveness own = Liveness.of(process.toHandle());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("pid", own.pid());
        json.put("started_ms", own.startedMs());
        FolderMark.of(data).put(json);
        PrivateFiles.replace(
                data.resolve(name + PID_SUFFIX), Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static List<ProcessHandle> remembered(Path data) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(data)) {
            return found;
        }
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(PID_SUFFIX)) {
                    String text = Files.readString(file);
                    Files.delete(file);
                    process(data, text).find().ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static Liveness process(Path data, String text) {
        try {
            var json = Json.readObject(text);
            return FolderMark.read(json).isOf(data)
                    ? new Liveness(
                            NodeFile.number(json, "pid"), NodeFile.number(json, "started_ms"))
                    : Liveness.NONE;
        } catch (IllegalArgumentException e) {
            return Liveness.NONE;
        }
    }

    /**
     * Ends the processes that use the network; they may still send it requests while they end.
     *
     * @param patience the time after which they are killed
     * @return the number of such processes
     */
    public static int endUsers(Path data, Duration patience) throws IOException {
        List<ProcessHandle> users = remembered(data);
        end(users, patience);
        return users.size();
    }

    private static void end(List<ProcessHandle> processes, Duration patience) throws IOException {
        for (ProcessHandle process : processes) {
            process.destroy();
            if (Signals.isPaused(process.pid())) {
                Signals.resume(process);
            }
        }
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stops all nodes and an agent that does not answer; kills those that take too long. */
    public static int stopAll(Path data) throws IOException {
        List<ProcessHandle> processes = remembered(data);
        for (NodeFile file : living(data)) {
            file.process().find().ifPresent(processes::add);
        }
        AgentFile agent = AgentFile.read(data);
        if (agent != null) {
            agent.process().find().ifPresent(processes::add);
        }
        end(processes, STOP_TIMEOUT);
        return processes.size();
    }
}
