package org.davebank.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.davebank.io.PrivateFiles;

/** The writer's view of {@code network.json}. Guarded by the agent. */
final class PublishedNetwork {

    private final Path file;
    private String published = "";

    PublishedNetwork(Path data) {
        this.file = data.resolve(HostAgent.NETWORK_FILE);
    }

    /** Replaces the file unless it has this text already; a disk error is only reported. */
    void write(String text) {
        if (text.equals(published)) {
            return;
        }
        try {
            PrivateFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
            published = text;
        } catch (IOException e) {
            System.err.println("davebank: network.json cannot be written: " + e.getMessage());
        }
    }
}
