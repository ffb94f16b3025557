package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.io.PrivateFiles;
import org.jspecify.annotations.Nullable;

/**
 * {@code node.json} in a node's folder: the process's description of itself, for the agent. In a
 * copy of the folder it names no process.
 *
 * @param http the HTTP port of a server, 0 for a worker
 * @param ready false while the web side of a server is still starting
 * @param command the command line, for information
 */
public record NodeFile(
        String name,
        NodeRole role,
        String host,
        int port,
        int http,
        Liveness process,
        boolean ready,
        String command) {

    public static final String FILE = "node.json";

    private static final String LOCAL = "127.0.0.1";

    /** Writes the file atomically. */
    public void write(Path nodeFolder) throws IOException {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("role", role.word());
        json.put("host", host);
        json.put("port", port);
        json.put("http", http);
        json.put("pid", process.pid());
        json.put("started_ms", process.startedMs());
        json.put("ready", ready);
        json.put("command", command);
        FolderMark.of(nodeFolder).put(json);
        PrivateFiles.replace(
                nodeFolder.resolve(FILE), Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /** The node's name and role alone, as of a node on this machine that never ran. */
    NodeFile withoutProcess() {
        return new NodeFile(name, role, LOCAL, 0, 0, Liveness.NONE, false, "");
    }

    /** Null if there is none, or if it cannot be read. */
    public static @Nullable NodeFile read(Path nodeFolder) {
        try {
            var json = Json.readObject(Files.readString(nodeFolder.resolve(FILE)));
            boolean own = FolderMark.read(json).isOf(nodeFolder);
            Liveness process = new Liveness(number(json, "pid"), number(json, "started_ms"));
            return new NodeFile(
                    text(json, "name"),
                    NodeRole.of(text(json, "role")),
                    text(json, "host"),
                    (int) number(json, "port"),
                    (int) number(json, "http"),
                    own ? process : Liveness.NONE,
                    Boolean.TRUE.equals(json.get("ready")),
                    text(json, "command"));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    static String text(Map<String, @Nullable Object> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    static long number(Map<String, @Nullable Object> json, String name) {
        if (json.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}
