package org.davebank.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.davebank.base.RandomSource;

/** The journal files of one node in memory, with writes that a power cut may lose or tear. */
final class Folder {

    final TreeMap<String, byte[]> files = new TreeMap<>();
    final List<JournalEffect> unsynced = new ArrayList<>();

    void execute(List<JournalEffect> effects) {
        unsynced.addAll(effects);
    }

    void sync() {
        unsynced.forEach(effect -> apply(effect, Integer.MAX_VALUE));
        unsynced.clear();
    }

    /** Only the first {@code bytes} bytes of the unsynced writes arrived, in order. */
    void cutPowerAfter(long bytes) {
        long left = bytes;
        for (JournalEffect effect : unsynced) {
            apply(effect, (int) Math.min(left, Integer.MAX_VALUE));
            left -= effect instanceof JournalWrite write ? write.bytes().length : 0;
            if (left < 0) {
                break;
            }
        }
        unsynced.clear();
    }

    /** Any 64-byte pieces of the unsynced writes arrived, in any order. */
    void cutPowerAtRandom(RandomSource random) {
        boolean allocated = random.chance(0.7);
        for (JournalEffect effect : unsynced) {
            switch (effect) {
                case JournalPreallocate preallocate -> {
                    if (allocated) {
                        apply(preallocate, 0);
                    }
                }
                case JournalWrite write -> {
                    for (int from = 0; from < write.bytes().length; from += 64) {
                        if (files.containsKey(write.file()) && random.chance(0.6)) {
                            int to = Math.min(write.bytes().length, from + 64);
                            System.arraycopy(
                                    write.bytes(),
                                    from,
                                    files.get(write.file()),
                                    (int) write.offset() + from,
                                    to - from);
                        }
                    }
                }
            }
        }
        unsynced.clear();
    }

    private void apply(JournalEffect effect, int bytesMax) {
        switch (effect) {
            case JournalPreallocate preallocate ->
                    files.merge(
                            preallocate.file(),
                            new byte[(int) preallocate.bytes()],
                            (old, fresh) -> {
                                System.arraycopy(old, 0, fresh, 0, old.length);
                                return fresh;
                            });
            case JournalWrite write -> {
                byte[] file = files.get(write.file());
                if (file == null) {
                    throw new IllegalStateException("not preallocated: " + write.file());
                }
                int count = Math.max(0, Math.min(bytesMax, write.bytes().length));
                System.arraycopy(write.bytes(), 0, file, (int) write.offset(), count);
            }
        }
    }

    List<SegmentImage> images() {
        List<SegmentImage> images = new ArrayList<>();
        files.forEach((name, bytes) -> {
            byte[] found = bytes.clone();
            images.add(new SegmentImage(name, () -> found));
        });
        return images;
    }

    Folder copy() {
        Folder copy = new Folder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            copy.files.put(file.getKey(), file.getValue().clone());
        }
        copy.unsynced.addAll(unsynced);
        return copy;
    }
}
