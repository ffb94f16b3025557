package org.davebank.io;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Valid names of a node's files, and their paths in its folder. Any thread. */
final class FolderNames {

    /** Maximum number of segments in a name, separated by slashes. */
    static final int SEGMENTS_MAX = 4;

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,127}");

    private final Path folder;

    FolderNames(Path folder) {
        this.folder = folder;
    }

    /** The file's path; throws unless the name is valid, so that the path is inside the folder. */
    Path path(String name) {
        if (!isName(name) || isReserved(name)) {
            throw new IllegalArgumentException("no name for a node's file: " + name);
        }
        return folder.resolve(name);
    }

    /** Whether the name is valid for a node's file. */
    static boolean isName(String name) {
        String[] segments = name.split("/", -1);
        if (segments.length > SEGMENTS_MAX) {
            return false;
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the name belongs to the process around the node, which uses the same folder. */
    static boolean isReserved(String name) {
        return name.equals(FolderLock.FILE)
                || name.equals("genesis")
                || name.equals(SpillFile.NAME)
                || name.startsWith(FileDisk.SET_ASIDE)
                || name.startsWith("node.")
                || name.startsWith("process.");
    }
}
