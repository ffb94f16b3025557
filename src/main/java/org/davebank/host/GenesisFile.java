package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.davebank.base.MemberId;
import org.davebank.io.PrivateFiles;
import org.davebank.node.journal.Genesis;
import org.jspecify.annotations.Nullable;

/**
 * {@code genesis} in the folder of a founding server: written once by the founder, and deleted by
 * the node as soon as its journal has it.
 */
public final class GenesisFile {

    public static final String FILE = "genesis";

    /** A file without a version is of version 1. */
    private static final long VERSION = 1;

    private GenesisFile() {}

    public static void write(Path nodeFolder, Genesis genesis) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("network_id", genesis.networkId());
        json.put("shards", genesis.shards());
        json.put("replicas", genesis.replicas());
        json.put("currency", genesis.currency());
        json.put("nodes_expected", genesis.nodesExpected());
        List<Object> voters = new ArrayList<>();
        for (Genesis.Voter voter : genesis.voters()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("id", voter.id().value());
            each.put("name", voter.name());
            voters.add(each);
        }
        json.put("voters", voters);
        PrivateFiles.makeFolder(nodeFolder);
        PrivateFiles.replace(
                nodeFolder.resolve(FILE), Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /** Null if there is none. Throws IOException if it cannot be read. */
    @SuppressWarnings("unchecked")
    public static @Nullable Genesis read(Path nodeFolder) throws IOException {
        Path file = nodeFolder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            var json = Json.readObject(Files.readString(file));
            if (json.getOrDefault("version", VERSION) instanceof Long version
                    && version > VERSION) {
                throw new IOException(
                        file
                                + " is of version "
                                + version
                                + " and this build reads version "
                                + VERSION
                                + ": found the network with the build that wrote it");
            }
            List<Genesis.Voter> voters = new ArrayList<>();
            if (json.get("voters") instanceof List<?> list) {
                for (Object each : list) {
                    var voter = (Map<String, @Nullable Object>) each;
                    voters.add(
                            new Genesis.Voter(
                                    new MemberId(NodeFile.number(voter, "id")),
                                    NodeFile.text(voter, "name")));
                }
            }
            return new Genesis(
                    NodeFile.number(json, "network_id"),
                    (int) NodeFile.number(json, "shards"),
                    (int) NodeFile.number(json, "replicas"),
                    NodeFile.text(json, "currency"),
                    (int) NodeFile.number(json, "nodes_expected"),
                    voters);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Deletes the file once the node's journal has it. */
    public static void delete(Path nodeFolder) throws IOException {
        if (Files.deleteIfExists(nodeFolder.resolve(FILE))) {
            PrivateFiles.syncFolder(nodeFolder);
        }
    }
}
