package org.davebank.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * Distinguishes a node's folder from its copies: the inode number and times of a file that is
 * created once and never written again.
 *
 * <p>If the file system has no inode numbers, only the creation time counts. A snapshot of the
 * whole file system keeps all of them.
 */
final class FolderIdentity {

    static final String FILE = "node.identity";

    private static final String TEXT =
            "Made once. The file system's number and times of this file tell the folder from its"
                    + " copies.\n";

    private FolderIdentity() {}

    static String of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (PrivateFiles.createOnce(file, TEXT.getBytes(StandardCharsets.UTF_8))) {
            PrivateFiles.syncFolder(folder);
        }
        BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
        long madeMs = basic.creationTime().to(TimeUnit.MILLISECONDS);
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return "made " + madeMs;
        }
        var unix = Files.readAttributes(file, "unix:ino,ctime");
        // The change time also detects a copy that was written over the old files.
        return "made " + madeMs + ", file " + unix.get("ino") + ", changed " + unix.get("ctime");
    }
}
