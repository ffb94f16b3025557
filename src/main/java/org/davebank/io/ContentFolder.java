package org.davebank.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The files that a node keeps under the SHA-256 of their content. The node writes them through its
 * disk; this reads whole ones beside the loop. Any thread.
 */
public final class ContentFolder {

    /** The sub-folder of a node's folder; a file in it is named by its hash in lower-case hex. */
    public static final String NAME = "content";

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    /**
     * @param nodeFolder the node's own folder
     */
    public ContentFolder(Path nodeFolder) {
        this.folder = nodeFolder.resolve(NAME);
    }

    public boolean has(String sha256) {
        return HASH.matcher(sha256).matches() && Files.isRegularFile(folder.resolve(sha256));
    }

    /** Size in bytes. Throws FileNotFoundException when this node does not keep the file. */
    public long size(String sha256) throws IOException {
        return Files.size(existing(sha256));
    }

    /** The content from its start. Throws FileNotFoundException when this node has it not. */
    public InputStream open(String sha256) throws IOException {
        return Files.newInputStream(existing(sha256));
    }

    private Path existing(String sha256) throws FileNotFoundException {
        if (!has(sha256)) {
            throw new FileNotFoundException("no content " + sha256);
        }
        return folder.resolve(sha256);
    }
}
