package org.davebank.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.davebank.io.FolderLock;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the folder that a file was written in. What a file says about processes, ports and
 * addresses is true of that folder only: in a copy it describes the original.
 *
 * @param path the folder's path, without symbolic links; for people, and for systems whose files
 *     have no numbers
 * @param key the numbers that the file system gave to the folder and to the lock in it. Renaming
 *     keeps both. A copy is another folder, even one made of hard links; and the number of the lock
 *     is not reused while a process holds it. Empty where files have no numbers
 */
record FolderMark(String path, String key) {

    private static final String PATH = "folder";
    private static final String KEY = "folder_key";

    /** The mark of a folder as it is now; throws IOException if it does not exist. */
    static FolderMark of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        String own = number(real);
        String key = own.isEmpty() ? "" : own + number(real.resolve(FolderLock.FILE));
        return new FolderMark(real.toString(), key);
    }

    private static String number(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? "" : key.toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** True if this is the same folder, under any name. */
    boolean isOf(Path folder) {
        try {
            FolderMark now = of(folder);
            return key.isEmpty() ? now.path.equals(path) : now.key.equals(key);
        } catch (IOException e) {
            return false;
        }
    }

    void put(Map<String, @Nullable Object> json) {
        json.put(PATH, path);
        json.put(KEY, key);
    }

    /** Throws IllegalArgumentException if there is none. */
    static FolderMark read(Map<String, @Nullable Object> json) {
        return new FolderMark(NodeFile.text(json, PATH), NodeFile.text(json, KEY));
    }
}
