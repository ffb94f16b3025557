package org.davebank.io;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Which names the files of a node may have inside its folder, and where they lie. Any thread. */
final class FolderNames {

    /** Of so many segments, parted by slashes, a name consists at most. */
    static final int SEGMENTS_MAX = 4;

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,127}");

    private final Path folder;

    FolderNames(Path folder) {
        this.folder = folder;
    }

    /** The file's path; throws unless the name keeps to the rules and so inside the folder. */
    Path path(String name) {
        if (!isName(name) || isReserved(name)) {
            throw new IllegalArgumentException("no name for a node's file: " + name);
        }
        return folder.resolve(name);
    }

    /** Whether the name keeps to the rules for a node's file. */
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

    /** Files of the process around the node lie in the same folder and are none of the node's. */
    static boolean isReserved(String name) {
        return name.equals(FolderLock.FILE)
                || name.equals("genesis")
                || name.equals(SpillFile.NAME)
                || name.startsWith(FileDisk.SET_ASIDE)
                || name.startsWith("node.")
                || name.startsWith("process.");
    }
}
