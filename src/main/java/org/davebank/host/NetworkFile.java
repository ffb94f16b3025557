package org.davebank.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.davebank.base.Address;
import org.jspecify.annotations.Nullable;

/** The readers' view of {@code network.json}. The agent alone writes it. */
public final class NetworkFile {

    private NetworkFile() {}

    /**
     * Where the servers of this folder serve users, living ones first; without trailing slashes.
     * Empty if the file is missing, damaged, or of another folder.
     */
    @SuppressWarnings("unchecked")
    public static List<String> servers(Path data) {
        List<String> alive = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try {
            var json = Json.readObject(Files.readString(data.resolve(HostAgent.NETWORK_FILE)));
            if (!FolderMark.read(json).isOf(data)) {
                return List.of();
            }
            if (json.get("nodes") instanceof List<?> nodes) {
                for (Object each : nodes) {
                    var node = (Map<String, @Nullable Object>) each;
                    long http = NodeFile.number(node, "http");
                    if (http > 0) {
                        String base =
                                "http://" + new Address(NodeFile.text(node, "host"), (int) http);
                        boolean lives = AgentReply.State.ALIVE.word().equals(node.get("state"));
                        (lives ? alive : others).add(base);
                    }
                }
            }
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            return List.of();
        }
        alive.addAll(others);
        return List.copyOf(alive);
    }
}
