package org.davebank.cli.network;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.davebank.host.GenesisFile;
import org.davebank.host.HostAgent;
import org.davebank.host.NodeFile;
import org.davebank.host.Secrets;

/** Deletes a network's data, and nothing else. */
final class FreshFolder {

    private static final List<String> FILES =
            List.of(
                    Secrets.KEY_FILE,
                    Secrets.TOKEN_FILE,
                    Secrets.PASSWORD_FILE,
                    HostAgent.NETWORK_FILE,
                    "host.json",
                    "host.log",
                    "clone.key",
                    "clone.ready",
                    "bot.log",
                    "bot.pid",
                    "lock");

    private FreshFolder() {}

    static void clear(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        List<Path> folders;
        try (Stream<Path> all = Files.list(data)) {
            folders = all.filter(FreshFolder::isNode).toList();
        }
        for (Path folder : folders) {
            delete(folder);
        }
        for (String file : FILES) {
            Files.deleteIfExists(data.resolve(file));
        }
    }

    /** Whether a node has made the folder: {@code --data} may point anywhere. */
    private static boolean isNode(Path folder) {
        return Files.isDirectory(folder)
                && (Files.exists(folder.resolve(NodeFile.FILE))
                        || Files.exists(folder.resolve(GenesisFile.FILE))
                        || Files.exists(folder.resolve("journal-00000001.log")));
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, java.io.IOException failure) throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
