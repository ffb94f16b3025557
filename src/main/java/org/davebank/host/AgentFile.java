package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.davebank.base.Address;
import org.davebank.io.PrivateFiles;
import org.jspecify.annotations.Nullable;

/**
 * {@code host.json} in the data folder: the address and process of its agent. A copy of the folder
 * has none.
 */
record AgentFile(Address address, Liveness process) {

    static final String FILE = "host.json";

    void write(Path data) throws IOException {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("host", address.host());
        json.put("port", address.port());
        json.put("pid", process.pid());
        json.put("started_ms", process.startedMs());
        FolderMark.of(data).put(json);
        PrivateFiles.replace(data.resolve(FILE), Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /** Null if there is none, or if it belongs to another folder. */
    static @Nullable AgentFile read(Path data) {
        try {
            var json = Json.readObject(Files.readString(data.resolve(FILE)));
            if (!FolderMark.read(json).isOf(data)) {
                return null;
            }
            return new AgentFile(
                    new Address(NodeFile.text(json, "host"), (int) NodeFile.number(json, "port")),
                    new Liveness(
                            NodeFile.number(json, "pid"), NodeFile.number(json, "started_ms")));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
