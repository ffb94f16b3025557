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
 * Which folder a file was written in. What a file says about processes, ports and addresses is true
 * of that folder alone: in a copy of the folder it speaks of the original.
 *
 * @param path where the folder lay, without symbolic links; for people, and for systems whose files
 *     have no numbers
 * @param key the numbers that the file system gave to the folder and to the lock in it. Renaming
 *     keeps both. A copy has a folder of its own, even one that is made of hard links; and the
 *     number of the lock is not given away while a process holds it. Empty where files have no
 *     numbers
 */
record FolderMark(String path, String key) {

    private static final String PATH = "folder";
    private static final String KEY = "folder_key";

    /** Of the folder as it is now; throws IOException when it does not exist. */
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

    /** True when this is the very folder, by whichever name it is called. */
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

    /** Throws IllegalArgumentException when there is none. */
    static FolderMark read(Map<String, @Nullable Object> json) {
        return new FolderMark(NodeFile.text(json, PATH), NodeFile.text(json, KEY));
    }
}
