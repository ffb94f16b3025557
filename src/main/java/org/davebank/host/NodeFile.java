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
 * {@code node.json} in a node's folder: what its process says about itself, for the agent. In a copy
 * of the folder it has no process.
 *
 * @param http where a server serves people, 0 for a worker
 * @param ready false while the web side of a server is still starting
 * @param command the command line, for people
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

    /** Writes the file in one step. */
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

    /** The node by name and role alone, as one of a network of this machine that never ran yet. */
    NodeFile withoutProcess() {
        return new NodeFile(name, role, LOCAL, 0, 0, Liveness.NONE, false, "");
    }

    /** Null when there is none, or one that cannot be read. */
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
